-- Members who leave. Account asks whether anything is open before it lets a member go. Whoever it was told "nothing"
-- about may be leaving, and Account is asked what became of them. Their orders stay, out of sight, for as long as the
-- law asks.

create table leaving_shoppers (
    shopper_id uuid        primary key,
    -- When Account was told last that nothing is open.
    told_at    timestamptz not null,
    -- When Account is asked next. Whoever asks puts it off before, so that no other replica asks at the same time.
    ask_at     timestamptz not null
);

create index leaving_shoppers_to_ask_about on leaving_shoppers (ask_at);

-- The service may add to these and take none out: nobody comes back under the same id.
create table withdrawn_shoppers (
    shopper_id   uuid        primary key,
    withdrawn_at timestamptz not null default clock_timestamp(),
    -- When there is something to erase next; absent when nothing is left.
    erase_at     timestamptz
);

create index withdrawn_shoppers_to_erase on withdrawn_shoppers (erase_at) where erase_at is not null;

-- What is still to be paid, sent or delivered is never put out of the shopper's sight.
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

-- The law asks for the records of a sale for 5 years from the sale. A member's own are kept for longer: they are the
-- member's history.
create function shipping_is_kept_for_5_years() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if new.placed_at + interval '5 years' > clock_timestamp()
      or not exists (select from withdrawn_shoppers where shopper_id = new.shopper_id) then
    perform refuse('shipping_is_kept_for_5_years',
      'Where order ' || new.id || ' went is erased 5 years after it was placed, when its shopper has left.');
  end if;
  return null;
end $$;

create trigger shipping_is_kept_for_5_years after update on orders
  for each row when (old.shipping is not null and new.shipping is null)
  execute function shipping_is_kept_for_5_years();

-- What the shopper wrote in their own words goes with the address.
alter table orders add constraint erased_order_keeps_no_words check (shipping is not null or cancel_reason is null);

-- The keyed hash of what was asked is made of the address too, and goes with it. With the owner's rights: the service
-- itself takes no request out, or an order could be placed twice.
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
