-- The rules that no CHECK can say, because they compare a row with what it was or with other rows. They hold for
-- everybody who can write, the owner too.

create function refuse(rule text, because text) returns void language plpgsql as $$
begin
  raise exception using errcode = 'check_violation', constraint = rule, message = because;
end $$;

create function order_moves_forward() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'PENDING' then
      perform refuse('order_starts_pending', 'An order starts PENDING, not ' || new.status || '.');
    end if;
  elsif new.status <> old.status and (old.status, new.status) not in (
      ('PENDING', 'READY'), ('PENDING', 'EXPIRED'), ('PENDING', 'CANCELLED'),
      ('READY', 'SHIPPED'), ('READY', 'CANCELLED'), ('SHIPPED', 'DELIVERED')) then
    perform refuse('order_moves_forward', 'An order never moves from ' || old.status || ' to ' || new.status || '.');
  end if;
  return new;
end $$;

create trigger order_moves_forward before insert or update on orders
  for each row execute function order_moves_forward();

create function payment_moves_forward() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.status <> 'PENDING' then
      perform refuse('payment_starts_pending', 'A payment starts PENDING, not ' || new.status || '.');
    end if;
    return new;
  end if;

  if new.status <> old.status and (old.status, new.status) not in (
      ('PENDING', 'PAID'), ('PENDING', 'CANCELLED'), ('PENDING', 'REFUND_DUE'), ('PENDING', 'REFUNDED'),
      ('CANCELLED', 'REFUND_DUE'), ('CANCELLED', 'REFUNDED'),
      ('PAID', 'REFUND_DUE'), ('PAID', 'REFUNDED'), ('REFUND_DUE', 'REFUNDED')) then
    perform refuse('payment_moves_forward', 'A payment never moves from ' || old.status || ' to ' || new.status || '.');
  end if;
  if (old.key, old.order_id) is distinct from (new.key, new.order_id) then
    perform refuse('payment_keeps_its_order', 'A payment belongs to one order, for ever.');
  end if;
  if old.captured_minor is not null and (old.captured_minor, old.currency, old.paid_at)
      is distinct from (new.captured_minor, new.currency, new.paid_at) then
    perform refuse('capture_is_kept', 'What was captured, and when, is recorded once.');
  end if;
  if new.refunded_minor < old.refunded_minor then
    perform refuse('refunded_never_shrinks', 'Money that went back does not return.');
  end if;
  return new;
end $$;

create trigger payment_moves_forward before insert or update on payments
  for each row execute function payment_moves_forward();

create function refund_moves_forward() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    if new.origin = 'SHOP' and new.status <> 'UNSENT' then
      perform refuse('refund_is_written_before_it_is_sent',
        'A refund of the shop starts UNSENT, not ' || new.status || '.');
    end if;
  elsif new.status <> old.status and (old.status, new.status) not in (
      ('UNSENT', 'UNKNOWN'), ('UNSENT', 'REQUESTED'), ('UNSENT', 'SUCCEEDED'), ('UNSENT', 'REFUSED'),
      ('UNKNOWN', 'REQUESTED'), ('UNKNOWN', 'SUCCEEDED'), ('UNKNOWN', 'REFUSED'),
      ('REQUESTED', 'SUCCEEDED'), ('REQUESTED', 'REFUSED')) then
    perform refuse('refund_moves_forward', 'A refund never moves from ' || old.status || ' to ' || new.status || '.');
  end if;
  return new;
end $$;

create trigger refund_moves_forward before insert or update on refunds
  for each row execute function refund_moves_forward();

-- A payment's sums are those of its refunds when the transaction ends. Between two sessions this holds because every
-- honest change of a sum writes the payment's row, which only one of them can at a time; the other then sees the first.
create function refunds_add_up() returns trigger language plpgsql as $$
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
    perform refuse('refunds_add_up', 'The sums of payment ' || of_payment || ' are not those of its refunds.');
  end if;
  return null;
end $$;

create constraint trigger refunds_add_up after insert or update on refunds
  deferrable initially deferred for each row execute function refunds_add_up();
create constraint trigger refunds_add_up after update on payments
  deferrable initially deferred for each row
  when (old.refunded_minor <> new.refunded_minor or old.refunding_minor <> new.refunding_minor)
  execute function refunds_add_up();

-- When the transaction that places an order ends: its lines add up, it has its payment, and Account was asked less than
-- 8 s ago. Account counts on the last: an account that is closing is asked about 10 s later, and then no order of it
-- may still be on its way.
create function order_is_whole() returns trigger language plpgsql as $$
begin
  if clock_timestamp() > new.account_asked_at + interval '8 seconds' then
    perform refuse('order_follows_account_within_8_s', 'Account was asked too long ago; ask again.');
  end if;
  if not exists (select from payments where order_id = new.id) then
    perform refuse('order_has_its_payment', 'An order is placed together with its payment.');
  end if;
  if new.total_won is distinct from (select sum(price_won * quantity) from order_lines where order_id = new.id) then
    perform refuse('order_lines_add_up', 'The lines of order ' || new.id || ' do not add up to its total.');
  end if;
  return null;
end $$;

create constraint trigger order_is_whole after insert on orders
  deferrable initially deferred for each row execute function order_is_whole();

-- Nor does a line join an order, or change in it, later.
create function order_lines_stay() returns trigger language plpgsql as $$
begin
  if (select total_won from orders where id = new.order_id)
      <> (select sum(price_won * quantity) from order_lines where order_id = new.order_id) then
    perform refuse('order_lines_add_up', 'The lines of order ' || new.order_id || ' do not add up to its total.');
  end if;
  return null;
end $$;

create constraint trigger order_lines_stay after insert or update on order_lines
  deferrable initially deferred for each row execute function order_lines_stay();

-- An order that ends gives its pieces back to the shelf: once, because it ends once, and whoever ends it. Products are
-- locked in the order of their ids, as everywhere.
create function ended_order_returns_its_stock() returns trigger language plpgsql as $$
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
