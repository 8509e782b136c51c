-- The shoppers who have ordered or withdrawn. Account keeps who they are; here a shopper is an id. The row is the lock
-- between placing an order and closing the shopper: placing an order takes it for key share, CloseShopper for update.

create table shoppers (
    id        uuid        constraint one_shopper_per_id primary key,
    -- The shopper has withdrawn: no new orders, and the old ones are hidden. Final, because an id is never used again.
    closed_at timestamptz,
    -- When the next erasure is due; null if nothing is left to erase.
    erase_at  timestamptz,
    constraint only_a_closed_shopper_is_erased check (erase_at is null or closed_at is not null)
);

create index shoppers_to_erase on shoppers (erase_at) where erase_at is not null;

grant select, insert (id), update (closed_at, erase_at) on shoppers to commerce_service;
