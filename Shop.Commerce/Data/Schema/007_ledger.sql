-- The ledger: every event of a payment, append-only. It has no personal data, only keys, amounts and PortOne's ids.
-- Each row's hash includes the hash of the row before it, so a changed or deleted row is detected even if triggers were
-- off.
create table ledger_entries (
  id           bigint      generated always as identity constraint one_entry_per_id primary key,
  payment_key  text        not null constraint entry_is_of_a_payment references payments,
  seq          int         not null,
  at           timestamptz not null,
  event        text        not null,
  source       text        not null,
  amount_minor bigint,
  currency     text,
  reason       text,
  reference    text,
  hash         bytea       not null,
  -- The transaction that wrote the row. A change of a payment needs a ledger row of the same transaction.
  written_in   xid8        not null default pg_current_xact_id(),

  constraint one_entry_per_place_in_the_chain unique (payment_key, seq),
  constraint entry_kind_is_known check (event in (
    'DECLINED', 'PAID', 'REFUND_DUE', 'REFUND_REQUIRED', 'REFUND_OPENED', 'REFUND_REJECTED', 'REFUNDED', 'CLOSED',
    'SHIPPED', 'DELIVERED', 'MISMATCH')),
  constraint entry_source_is_known check (source in ('SHOPPER', 'WEBHOOK', 'JOB', 'RECONCILIATION', 'OPERATOR')),
  constraint entry_reason_is_known check (reason in (
    'AMOUNT_DIFFERS', 'TAX_FREE_DIFFERS', 'CURRENCY_DIFFERS', 'STORE_DIFFERS', 'TEST_CHANNEL', 'PARTLY_REFUNDED',
    'ORDER_ENDED', 'CANCELLED_BY_SHOPPER', 'CANCELLED_BY_SHOP')),
  constraint money_entry_has_an_amount check (
    (event in ('PAID', 'REFUND_DUE', 'REFUND_REQUIRED', 'REFUND_OPENED', 'REFUND_REJECTED', 'REFUNDED', 'MISMATCH'))
      = (amount_minor is not null)
    and (amount_minor is not null) = (currency is not null)
    and amount_minor >= 0),
  constraint full_refund_entry_has_a_reason check (
    (event in ('REFUND_DUE', 'REFUND_REQUIRED')) = (reason is not null)),
  constraint refund_entry_names_its_refund check (
    event not in ('REFUND_OPENED', 'REFUND_REJECTED', 'REFUNDED') or reference is not null)
);

-- A payment is captured once, accepted or not. It becomes due for a full refund once, at the capture or later. It is
-- closed once.
create unique index one_capture_per_payment on ledger_entries (payment_key) where event in ('PAID', 'REFUND_DUE');
create unique index one_full_refund_per_payment on ledger_entries (payment_key)
  where event in ('REFUND_DUE', 'REFUND_REQUIRED');
create unique index one_close_per_payment on ledger_entries (payment_key) where event = 'CLOSED';
-- For the reconciliation: recent movements of money.
create index ledger_entries_that_moved_money on ledger_entries (at)
  where event in ('PAID', 'REFUND_DUE', 'REFUNDED');

grant select, insert (payment_key, at, event, source, amount_minor, currency, reason, reference)
  on ledger_entries to commerce_service;

-- Each field is prefixed with its length, so that different rows never have the same text.
create function entry_text(e ledger_entries) returns text language plpgsql stable as $$
begin
  return (select string_agg(coalesce(length(field)::text || ':' || field, '-'), ',' order by place)
    from unnest(array[e.payment_key, e.seq::text, (extract(epoch from e.at) * 1000000)::bigint::text, e.event, e.source,
      e.amount_minor::text, e.currency, e.reason, e.reference]) with ordinality as fields (field, place));
end $$;

-- Assigns the position in the chain and the hash. The writer holds the order's lock; a writer without it fails at the
-- unique constraint of the position.
create function entry_continues_the_chain() returns trigger language plpgsql as $$
declare
  previous public.ledger_entries;
begin
  if not is_about_now(new.at) then
    perform refuse('entry_is_recorded_when_it_happens',
      'A ledger row must have the current time, not ' || new.at || '.');
  end if;
  select * into previous from public.ledger_entries where payment_key = new.payment_key order by seq desc limit 1;
  new.seq := coalesce(previous.seq, 0) + 1;
  new.hash := sha256(coalesce(previous.hash, ''::bytea) || convert_to(entry_text(new), 'UTF8'));
  return new;
end $$;

create trigger entry_continues_the_chain before insert on ledger_entries
  for each row execute function entry_continues_the_chain();

create function ledger_is_kept() returns trigger language plpgsql as $$
begin
  perform refuse('ledger_is_kept', 'The ledger is append-only.');
  return null;
end $$;

create trigger ledger_is_kept before update or delete or truncate on ledger_entries
  for each statement execute function ledger_is_kept();

-- At commit, a payment must agree with its ledger: the same capture, refund reason and refunded amount, and CLOSED
-- only with a CLOSED row. In addition, every change of its status or sums needs a ledger row of the same transaction,
-- also a change that the rows alone cannot prove, such as an open refund.
create function payment_is_what_its_ledger_says() returns trigger language plpgsql as $$
declare
  of_payment text;
begin
  if tg_table_name = 'payments' then
    of_payment := new.key;
  else
    of_payment := new.payment_key;
  end if;
  perform from public.payments p
    cross join lateral (
      select count(*) filter (where written_in = pg_current_xact_id()) as entries_now,
        max(event) filter (where event in ('PAID', 'REFUND_DUE')) as capture,
        max(amount_minor) filter (where event in ('PAID', 'REFUND_DUE')) as captured,
        max(currency) filter (where event in ('PAID', 'REFUND_DUE')) as currency,
        max(reason) as refund_reason,
        coalesce(sum(amount_minor) filter (where event = 'REFUNDED'), 0) as refunded,
        coalesce(bool_or(event = 'CLOSED'), false) as closed
      from public.ledger_entries where payment_key = p.key) l
    where p.key = of_payment and (
      l.entries_now = 0
      or (p.captured_minor, p.currency) is distinct from (l.captured, l.currency)
      or p.refunded_minor <> l.refunded
      or p.status = 'PAID' and l.capture <> 'PAID'
      or p.refund_reason is distinct from l.refund_reason
      or p.status = 'CLOSED' and not l.closed
      or p.status in ('PENDING', 'PAID') and l.closed);
  if found then
    perform refuse('payment_is_what_its_ledger_says', 'Payment ' || of_payment || ' differs from its ledger.');
  end if;
  return null;
end $$;

create constraint trigger payment_is_what_its_ledger_says after insert on ledger_entries
  deferrable initially deferred for each row execute function payment_is_what_its_ledger_says();
create constraint trigger payment_is_what_its_ledger_says after update on payments
  deferrable initially deferred for each row
  when ((old.status, old.captured_minor, old.refunded_minor, old.refunding_minor)
    is distinct from (new.status, new.captured_minor, new.refunded_minor, new.refunding_minor))
  execute function payment_is_what_its_ledger_says();

-- Checkpoints of the ledger. The hash chain of a payment detects changes inside that payment; a checkpoint detects rows
-- that were changed, added or deleted anywhere before it. One chain over all payments would serialize every payment, so
-- checkpoints are written later, over rows that are older than 5 minutes and precede every unfinished transaction. The
-- hash is also written to the service's log, so that a rewrite of the whole table is detected too.

create table ledger_checkpoints (
  id         bigint      constraint one_checkpoint_per_id primary key,
  -- The last ledger row that this checkpoint covers; the first is the one after the previous checkpoint.
  up_to      bigint      not null,
  row_count  bigint      not null,
  created_at  timestamptz not null,
  hash       bytea       not null,
  constraint one_checkpoint_per_end unique (up_to),
  constraint checkpoint_covers_something check (row_count > 0)
);

create function checkpoint_covers_what_is_written() returns trigger language plpgsql as $$
declare
  previous public.ledger_checkpoints;
  first_open bigint;
  hashes bytea;
begin
  if not is_about_now(new.created_at) then
    perform refuse('checkpoint_is_of_now', 'A checkpoint must have the current time, not ' || new.created_at || '.');
  end if;
  select * into previous from public.ledger_checkpoints order by id desc limit 1;
  select min(id) into first_open from public.ledger_entries
    where id > coalesce(previous.up_to, 0)
      and (at > clock_timestamp() - interval '5 minutes'
        or written_in >= pg_snapshot_xmin(pg_current_snapshot()));
  select max(id), count(*), string_agg(hash, ''::bytea order by id) into new.up_to, new.row_count, hashes
    from public.ledger_entries where id > coalesce(previous.up_to, 0) and (first_open is null or id < first_open);
  if new.row_count = 0 then
    return null; -- No new row is old enough.
  end if;
  new.id := coalesce(previous.id, 0) + 1;
  new.hash := sha256(coalesce(previous.hash, ''::bytea) || convert_to(new.up_to::text, 'UTF8') || hashes);
  return new;
end $$;

create trigger checkpoint_covers_what_is_written before insert on ledger_checkpoints
  for each row execute function checkpoint_covers_what_is_written();

create trigger ledger_is_kept before update or delete or truncate on ledger_checkpoints
  for each statement execute function ledger_is_kept();

grant select, insert (created_at) on ledger_checkpoints to commerce_service;
