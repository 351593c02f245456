//! The types in which the columns of a Parquet file are read where the file leaves a choice:
//! amounts in 64 bits, texts by the codes of the file's own dictionary.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use parquet::basic::Encoding;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};

/// The most digits of a decimal of 64 bits.
const DIGITS: u8 = 18;

/// The schema of a file with the better types; `None` where there is nothing better.
pub(super) fn better(schema: &Schema, file: &ParquetMetaData) -> Option<SchemaRef> {
    let mut leaves = Leaves { file, next: 0 };
    let fields: Fields = schema.fields().iter().map(|field| leaves.field(field)).collect();
    let better = Schema::new_with_metadata(fields, schema.metadata().clone());
    (better != *schema).then(|| Arc::new(better))
}

/// The leaves of a file, depth first.
struct Leaves<'f> {
    file: &'f ParquetMetaData,
    next: usize,
}

impl Leaves<'_> {
    fn field(&mut self, field: &FieldRef) -> FieldRef {
        let ty = self.data_type(field.data_type());
        if ty == *field.data_type() {
            return Arc::clone(field);
        }
        Arc::new(Field::clone(field).with_data_type(ty))
    }

    fn data_type(&mut self, ty: &DataType) -> DataType {
        match ty {
            DataType::Struct(fields) => {
                DataType::Struct(fields.iter().map(|field| self.field(field)).collect())
            }
            DataType::List(element) => DataType::List(self.field(element)),
            DataType::LargeList(element) => DataType::LargeList(self.field(element)),
            DataType::Map(entry, sorted) => DataType::Map(self.field(entry), *sorted),
            leaf => {
                let at = self.next;
                self.next += 1;
                match leaf {
                    DataType::Decimal128(digits, places) if *digits <= DIGITS => {
                        DataType::Decimal64(*digits, *places)
                    }
                    DataType::Utf8 if self.is_coded(at) => {
                        DataType::Dictionary(DataType::Int32.into(), DataType::Utf8.into())
                    }
                    other => other.clone(),
                }
            }
        }
    }

    /// Whether all pages of a column hold codes of a dictionary.
    fn is_coded(&self, leaf: usize) -> bool {
        let groups = self.file.row_groups().iter();
        let mut columns = groups.map(|group| group.columns().get(leaf));
        self.file.num_row_groups() > 0 && columns.all(|column| column.is_some_and(holds_codes))
    }
}

fn holds_codes(column: &ColumnChunkMetaData) -> bool {
    let codes = [Encoding::RLE_DICTIONARY, Encoding::PLAIN_DICTIONARY];
    column
        .page_encoding_stats_mask()
        .is_some_and(|pages| codes.iter().any(|encoding| pages.is_only(*encoding)))
}
