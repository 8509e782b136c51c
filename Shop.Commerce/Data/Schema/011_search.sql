-- The search index. Products/Search computes the terms; `migrate`
-- writes those of products whose terms are missing or out of date.

-- The vocabulary: every word of a name, a category or a description, once. Byte order ("C"), so that a range of an
-- index holds everything with the same beginning, whatever the locale of the database.
create table search_terms (
    id   int              generated always as identity constraint one_search_term_per_id primary key,
    term text collate "C" not null constraint search_term_is_stored_once unique
);

-- The strings by which a word is looked up (PartKind); `skipped` characters of the word come before the string.
create table search_parts (
    kind    smallint         not null constraint search_part_kind_is_known check (kind between 1 and 4),
    part    text collate "C" not null,
    term_id int              not null constraint search_part_is_of_a_term references search_terms,
    skipped smallint         not null constraint search_part_is_in_its_term check (skipped >= 0),
    constraint search_part_is_stored_once primary key (kind, part, term_id, skipped)
);

-- The words of a product; `field` is the strongest field with the word (enum Field). Searches are index-only scans.
create table product_terms (
    term_id    int      not null constraint product_term_is_of_a_term references search_terms,
    product_id int      not null constraint product_term_is_of_a_product references products,
    field      smallint not null constraint product_field_is_known check (field between 1 and 3),
    constraint product_has_a_term_once primary key (term_id, product_id) include (field)
);

create index product_terms_of_a_product on product_terms (product_id, field, term_id);

-- The MD5 of the texts, and the version of the indexer, from which the terms of a product were computed.
create table indexed_products (
    product_id int  constraint product_is_indexed_once primary key
        constraint indexed_product_is_a_product references products,
    version    int  not null,
    texts_md5  text not null
);

grant select, insert on search_terms, search_parts to commerce_service;
grant select, insert, delete on product_terms to commerce_service;
grant select, insert, update (version, texts_md5) on indexed_products to commerce_service;
