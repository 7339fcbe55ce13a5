"""Facts in Parquet files, and the questions that are asked of them."""
