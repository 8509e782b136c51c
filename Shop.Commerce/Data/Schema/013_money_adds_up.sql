-- Rules that compare rows with other rows, checked at commit. Deferred triggers cost no extra round trip and see only
-- committed rows and those of their own session. Where two concurrent sessions together could break a rule, a unique
-- key, a foreign key or the lock of the order's row prevents it.

-- At commit, a payment's sums must equal the sums of its refunds. Concurrent sessions cannot break this, because every
-- valid change of a sum updates the payment's row, which serializes them.
create function refunds_add_up() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
  of_payment text := to_jsonb(new) ->> case tg_table_name when 'payments' then 'key' else 'payment_key' end;
begin
  perform from payments p
    cross join lateral (
      select coalesce(sum(amount_minor) filter (where status = 'SUCCEEDED'), 0) as succeeded,
        coalesce(sum(amount_minor) filter (where status in ('UNSENT', 'UNKNOWN', 'REQUESTED')), 0) as open
      from refunds where payment_key = p.key) r
    where p.key = of_payment and (p.refunded_minor <> r.succeeded or p.refunding_minor <> r.open);
  if found then
    perform refuse('refunds_add_up', 'The sums of payment ' || of_payment || ' do not equal its refunds.');
  end if;
  return null;
end $$;

create constraint trigger refunds_add_up after insert or update on refunds
  deferrable initially deferred for each row execute function refunds_add_up();
create constraint trigger refunds_add_up after update on payments
  deferrable initially deferred for each row
  when (old.refunded_minor <> new.refunded_minor or old.refunding_minor <> new.refunding_minor)
  execute function refunds_add_up();

-- At the commit of a new order: its lines add up, it has its payment, and Account was asked less than 8 s ago. Account
-- relies on the limit: it asks Commerce for open orders 10 s after an account starts to close, and no order of it may
-- be uncommitted then.
create function order_is_whole() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if clock_timestamp() not between new.account_asked_at and new.account_asked_at + interval '8 seconds' then
    perform refuse('order_follows_account_within_8_s',
      'Account must be asked less than 8 s before the commit; ask again.');
  end if;
  if not exists (select from payments where order_id = new.id) then
    perform refuse('order_has_its_payment', 'An order must be placed together with its payment.');
  end if;
  if new.total_won is distinct from (select sum(price_won * quantity) from order_lines where order_id = new.id) then
    perform refuse('order_lines_add_up', 'The lines of order ' || new.id || ' do not add up to its total.');
  end if;
  return null;
end $$;

create constraint trigger order_is_whole after insert on orders
  deferrable initially deferred for each row execute function order_is_whole();

-- The lines must still add up to the order's total if a line is added or changed later.
create function order_lines_stay() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if (select total_won from orders where id = new.order_id)
      <> (select sum(price_won * quantity) from order_lines where order_id = new.order_id) then
    perform refuse('order_lines_add_up', 'The lines of order ' || new.order_id || ' do not add up to its total.');
  end if;
  return null;
end $$;

create constraint trigger order_lines_stay after insert or update on order_lines
  deferrable initially deferred for each row execute function order_lines_stay();

-- Returns the stock of an order that expires or is cancelled. It runs once, because an order ends once. Products are
-- locked in the order of their ids, as everywhere, to avoid deadlocks.
create function ended_order_returns_its_stock() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  perform from products p join order_lines l on l.product_id = p.id where l.order_id = new.id
    order by p.id for no key update of p;
  update products p set stock = p.stock + l.quantity from order_lines l
    where l.order_id = new.id and p.id = l.product_id;
  return null;
end $$;

create trigger ended_order_returns_its_stock after update on orders
  for each row when (old.status in ('PENDING', 'READY') and new.status in ('EXPIRED', 'CANCELLED'))
  execute function ended_order_returns_its_stock();
