"""What is seen in one text: its sentences, what of it is no content, its words, tenses and quotations."""
