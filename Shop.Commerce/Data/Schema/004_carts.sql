-- The carts of shoppers with an account. A guest's cart is a cookie of the storefront and is merged here on sign-in.

create table carts (
    shopper_id uuid        constraint one_cart_per_shopper primary key,
    -- Identifies this cart until it is ordered. Edits keep the version; an order takes the lines and leaves an empty
    -- cart with a new version. The first version is the shopper's id, so that a cart has a version before it has a row.
    version    uuid        not null,
    updated_at timestamptz not null default now()
);

create table cart_lines (
    shopper_id uuid        not null constraint cart_line_is_in_a_cart references carts on delete cascade,
    product_id int         not null constraint cart_line_is_of_a_product references products,
    quantity   int         not null constraint cart_line_has_1_to_99_pieces check (quantity between 1 and 99),
    -- Lines are shown in the order in which they were added.
    added_at   timestamptz not null default clock_timestamp(),
    constraint one_cart_line_per_product primary key (shopper_id, product_id)
);

grant select, insert, update (version, updated_at) on carts to commerce_service;
grant select, insert, update (quantity), delete on cart_lines to commerce_service;
