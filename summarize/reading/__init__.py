"""From the files of a batch to articles, each with where its metadata came from."""
