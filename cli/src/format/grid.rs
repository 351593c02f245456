//! Rows and columns in text.

use comfy_table::{CellAlignment, ContentArrangement, LineStyle, Row, TableStyle};

use crate::visible;

/// A line below the header, and no others.
const STYLE: TableStyle =
    TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Draws rows below a header, wrapped to a width. A column whose name begins with `#` holds
/// numbers and stands to the right; the sign is not shown.
pub(crate) fn drawn<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
    width: u16,
) -> String {
    let mut table = comfy_table::Table::new();
    table
        .load_style(STYLE)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width)
        .set_header(header.map(|name| name.trim_start_matches('#')));
    for row in rows {
        table.add_row(Row::from(row.map(|cell| visible::line(&cell))));
    }
    for (index, name) in header.iter().enumerate() {
        if let (true, Some(column)) = (name.starts_with('#'), table.column_mut(index)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table.trim_fmt()
}
