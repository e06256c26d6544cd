-- What a common word finds is shown by what sells: of thousands with the word, only those that were ever sold have to be compared.
create index idx_products_document_sold on catalog.products using gin (document) where is_active and popularity > 0;
