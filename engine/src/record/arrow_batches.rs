//! Arrow record batches → pieces, for Parquet, Arrow IPC and hosts alike.

use loyal_dsl::say;
use std::sync::Arc;

use arrow::array::{RecordBatch, StructArray};
use arrow::error::ArrowError;

use super::arrange::arrange;
use super::arrow_columns::put_customers;
use super::arrow_schema::inspect;
use super::contained::contained;
use super::decoded::Decoded;
use super::draft::{At, Draft};
use super::piece::{Piece, Pieces};
use super::rejection::{Place, ReadError, UnknownField};
use super::schema::Schema;

/// The batches of a file, cut to `size` rows. `unknown` are the file's undeclared columns.
pub(super) fn pieces(
    file: Arc<str>,
    batches: impl Iterator<Item = Result<RecordBatch, ArrowError>> + Send + 'static,
    unknown: Vec<String>,
    size: usize,
) -> Pieces {
    let mut input = Input { file, batches, unknown, size: size.max(1), rows: 0, rest: None };
    Box::new(std::iter::from_fn(move || input.next_piece().transpose()))
}

struct Input<I> {
    file: Arc<str>,
    batches: I,
    unknown: Vec<String>,
    size: usize,
    /// Rows given so far.
    rows: u64,
    rest: Option<RecordBatch>,
}

struct BatchPiece {
    file: Arc<str>,
    batch: RecordBatch,
    first_row: u64,
    unknown: Vec<String>,
}

impl<I: Iterator<Item = Result<RecordBatch, ArrowError>>> Input<I> {
    fn next_piece(&mut self) -> Result<Option<Box<dyn Piece>>, ReadError> {
        let batch = match self.rest.take() {
            Some(rest) => rest,
            None => match self.next_batch()? {
                Some(batch) => batch,
                None => return Ok(None),
            },
        };
        let taken = batch.num_rows().min(self.size);
        if taken < batch.num_rows() {
            self.rest = Some(batch.slice(taken, batch.num_rows() - taken));
        }
        let first_row = self.rows + 1;
        self.rows += u64::try_from(taken).unwrap_or(0);
        let (file, unknown) = (Arc::clone(&self.file), std::mem::take(&mut self.unknown));
        Ok(Some(Box::new(BatchPiece { file, batch: batch.slice(0, taken), first_row, unknown })))
    }

    /// The next batch that has rows.
    fn next_batch(&mut self) -> Result<Option<RecordBatch>, ReadError> {
        loop {
            let Some(next) = contained(|| self.batches.next()) else {
                let place = Place::row(&self.file, self.rows + 1);
                return Err(place.error(say!("the file is broken")));
            };
            match next {
                Some(Ok(batch)) if batch.num_rows() == 0 => {}
                Some(Ok(batch)) => return Ok(Some(batch)),
                Some(Err(error)) => {
                    let place = Place::row(&self.file, self.rows + 1);
                    return Err(
                        place.error(say!("the file is broken: {error}", error = error.to_string()))
                    );
                }
                None => return Ok(None),
            }
        }
    }
}

impl Piece for BatchPiece {
    fn decode(self: Box<Self>, schema: &Schema) -> Decoded {
        let mut draft = Draft::new(schema);
        put_customers(&mut draft, &StructArray::from(self.batch), self.first_row);
        let place = |at: At| Place::row(&self.file, at.position());
        let mut decoded = arrange(draft, place);
        let place = Place::row(&self.file, self.first_row);
        let unknown = self.unknown.into_iter();
        decoded.unknown_fields =
            unknown.map(|name| UnknownField { name, place: place.clone() }).collect();
        decoded
    }
}

/// Decodes a batch that a host hands over.
pub(super) fn decode(batch: &RecordBatch, schema: &Schema) -> Result<Decoded, ReadError> {
    let file: Arc<str> = Arc::from("record batch");
    let inspection = inspect(schema, batch.schema().fields(), &file)?;
    let (batch, unknown) = (batch.clone(), inspection.unknown);
    Ok(Box::new(BatchPiece { file, batch, first_row: 1, unknown }).decode(schema))
}
