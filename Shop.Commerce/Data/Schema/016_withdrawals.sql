-- Shoppers who withdraw. Account asks Commerce for open orders before it closes an account, but does not notify
-- Commerce of the withdrawal. Commerce records every shopper for whom it answered "none" and polls Account for the
-- result. The orders of a withdrawn shopper are hidden and kept for the legal retention period.

create table leaving_shoppers (
    shopper_id uuid        primary key,
    -- When Commerce last answered that no orders are open.
    told_at    timestamptz not null,
    -- When Account is polled next. A replica moves it before it polls, so that no other replica polls at the same time.
    ask_at     timestamptz not null
);

create index leaving_shoppers_to_ask_about on leaving_shoppers (ask_at);

-- Withdrawn shoppers. The service cannot delete rows, because a shopper id is never used again.
create table withdrawn_shoppers (
    shopper_id   uuid        primary key,
    withdrawn_at timestamptz not null default clock_timestamp(),
    -- When the next erasure is due; null if nothing is left to erase.
    erase_at     timestamptz
);

create index withdrawn_shoppers_to_erase on withdrawn_shoppers (erase_at) where erase_at is not null;

-- A withdrawal hides the shopper's orders, so it is refused while an order is open (not paid, shipped or delivered
-- yet).
create function withdrawn_shopper_has_no_open_order() returns trigger language plpgsql
  set search_path = public, pg_temp as $$
begin
  if exists (select from orders where shopper_id = new.shopper_id and status in ('PENDING', 'READY', 'SHIPPED')) then
    perform refuse('withdrawn_shopper_has_no_open_order', 'Shopper ' || new.shopper_id || ' has an open order.');
  end if;
  return new;
end $$;

create trigger withdrawn_shopper_has_no_open_order before insert on withdrawn_shoppers
  for each row execute function withdrawn_shopper_has_no_open_order();

-- The law requires the records of a sale for 5 years from the sale. The addresses of a shopper who has not withdrawn
-- are kept longer, because they are part of the order history.
create function shipping_is_kept_for_5_years() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.placed_at + interval '5 years' > clock_timestamp()
      or not exists (select from withdrawn_shoppers where shopper_id = new.shopper_id) then
    perform refuse('shipping_is_kept_for_5_years',
      'The address of order ' || new.id || ' is kept for 5 years and until its shopper has withdrawn.');
  end if;
  return null;
end $$;

create trigger shipping_is_kept_for_5_years after update on orders
  for each row when (old.shipping is not null and new.shipping is null)
  execute function shipping_is_kept_for_5_years();

-- The free-text cancel reason is erased together with the address.
alter table orders add constraint erased_order_keeps_no_words check (shipping is not null or cancel_reason is null);

-- The keyed hash of a request includes the address, so the request is deleted with it. Runs with the owner's rights
-- (security definer): the service cannot delete requests, because a repeat could then place a second order.
create function erased_order_forgets_its_requests() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  delete from order_requests where shopper_id = new.shopper_id and order_id = new.id;
  return null;
end $$;

create trigger erased_order_forgets_its_requests after update on orders
  for each row when (old.shipping is not null and new.shipping is null)
  execute function erased_order_forgets_its_requests();

grant select, insert, update (told_at, ask_at), delete on leaving_shoppers to commerce_service;
grant select, insert (shopper_id, erase_at), update (erase_at) on withdrawn_shoppers to commerce_service;
