-- The reconciliation of PortOne's events with the ledger: every movement of money in one must be in the other. It finds
-- what no webhook, CHECK job or shopper reported.

-- PortOne's payment events, one row for each id even if it was read several times.
create table portone_events (
  id           text        constraint portone_event_is_stored_once primary key,
  type         text        not null,
  -- Any payment id, ours or not: a payment under the shop's store can be created with any id.
  payment_key  text        not null,
  -- PortOne's id of the attempt or of the cancellation.
  reference    text,
  -- By PortOne's clock.
  at           timestamptz not null,
  -- In the minor unit, never negative. Null if PortOne does not state it.
  amount_minor bigint,
  currency     text,
  seen_at      timestamptz not null default clock_timestamp(),
  -- Null for types that PortOne added later: whether they move money is unknown.
  what         text        generated always as (case
    when type = 'PAID' then 'CAPTURE'
    when type in ('PARTIAL_CANCELLED', 'CANCELLED') then 'REFUND' end) stored,
  constraint portone_event_has_an_amount_and_its_currency check ((amount_minor is null) = (currency is null)),
  constraint portone_event_amount_is_never_negative check (amount_minor >= 0),
  constraint portone_event_has_a_day check (isfinite(at))
);

create index portone_events_of_a_payment on portone_events (payment_key);
create index portone_events_by_time on portone_events (at);
create index portone_events_by_age on portone_events (seen_at);
-- For the nightly reconciliation: captures of the last 90 days.
create index payments_by_capture on payments (paid_at) where captured_minor is not null;

grant select, insert (id, type, payment_key, reference, at, amount_minor, currency) on portone_events
  to commerce_service;

-- The differences between PortOne's events and the ledger, per payment and currency. Those within the grace period are
-- included. The period begins when the event is read, and a RECONCILE job has that time to resolve the difference.
-- A foreign payment, or one that PortOne captured twice, no longer differs once the surplus is refunded at PortOne. A
-- payment captured under another store is left out, because its events are listed under that store only.
create function discrepancies_of(keys text[]) returns table (
  payment_key text, what text, currency text, ledger_minor bigint, provider_minor bigint, is_ours boolean,
  moved_at timestamptz)
language sql stable as $$
  with moves as (
    select l.payment_key, case l.event when 'REFUNDED' then 'REFUND' else 'CAPTURE' end as what, l.currency,
        l.amount_minor as ours, 0::bigint as theirs, l.at, 0 as captures
      from public.ledger_entries l
      where l.payment_key = any (keys) and l.event in ('PAID', 'REFUND_DUE', 'REFUNDED')
    union all
    -- An event without an amount takes the amount of the ledger row with the same reference, whose amount came from a
    -- snapshot of the payment. XXX is the ISO 4217 code for no currency.
    select e.payment_key, e.what, coalesce(e.currency, l.currency, 'XXX'), 0, coalesce(e.amount_minor, l.amount_minor),
        greatest(e.at, e.seen_at), case e.what when 'CAPTURE' then 1 else 0 end
      from public.portone_events e
      left join public.ledger_entries l on e.amount_minor is null and l.payment_key = e.payment_key
        and l.reference = e.reference
        and l.event = any (case e.what when 'CAPTURE' then array['PAID', 'REFUND_DUE'] else array['REFUNDED'] end)
      where e.payment_key = any (keys) and e.what is not null
  ), sums as (
    select m.payment_key, m.currency, sum(captures) as captures,
      coalesce(sum(ours) filter (where what = 'CAPTURE'), 0)::bigint as captured_here,
      case when not coalesce(bool_or(theirs is null) filter (where what = 'CAPTURE'), false)
        then coalesce(sum(theirs) filter (where what = 'CAPTURE'), 0)::bigint end as captured_there,
      max(at) filter (where what = 'CAPTURE') as captured_at,
      coalesce(sum(ours) filter (where what = 'REFUND'), 0)::bigint as refunded_here,
      case when not coalesce(bool_or(theirs is null) filter (where what = 'REFUND'), false)
        then coalesce(sum(theirs) filter (where what = 'REFUND'), 0)::bigint end as refunded_there,
      max(at) filter (where what = 'REFUND') as refunded_at
    from moves m group by m.payment_key, m.currency
  )
  select s.payment_key, d.what, s.currency, d.ours, d.theirs, p.key is not null, d.at
  from sums s
  left join public.payments p on p.key = s.payment_key
  cross join lateral (select case
    when (p.key is null or s.captures > 1)
        and s.captured_there > s.captured_here and s.refunded_there > s.refunded_here
      then least(s.captured_there - s.captured_here, s.refunded_there - s.refunded_here)
    else 0 end as minor) as refunded_surplus
  cross join lateral (values
    ('CAPTURE', s.captured_here, s.captured_there - refunded_surplus.minor, s.captured_at),
    ('REFUND', s.refunded_here, s.refunded_there - refunded_surplus.minor, s.refunded_at)
  ) as d (what, ours, theirs, at)
  where d.ours is distinct from d.theirs and p.refund_reason is distinct from 'STORE_DIFFERS'
$$;

-- The open discrepancies. The reconciliation inserts and deletes the rows.
create table discrepancies (
  payment_key    text        not null,
  what           text        not null,
  currency       text        not null,
  ledger_minor   bigint      not null,
  -- Null if PortOne reported an event without an amount.
  provider_minor bigint,
  since          timestamptz not null,
  -- Found in PortOne's events (EVENTS) or in its payments by the nightly reconciliation (NIGHTLY).
  source         text        not null,
  constraint one_discrepancy_per_payment_and_currency primary key (payment_key, what, currency),
  constraint discrepancy_is_a_capture_or_a_refund check (what in ('CAPTURE', 'REFUND')),
  constraint discrepancy_source_is_known check (source in ('EVENTS', 'NIGHTLY')),
  constraint discrepancy_differs check (ledger_minor is distinct from provider_minor)
);

grant select, insert, update, delete on discrepancies to commerce_service;

-- The lease of each reconciliation: one replica at a time runs it, until its claim expires.
create table reconciliations (
  source        text        constraint one_lease_per_reconciliation primary key,
  claimed_until timestamptz,
  -- The start of the newest run that read everything.
  read_at       timestamptz
);

insert into reconciliations (source) values ('EVENTS'), ('NIGHTLY');

grant select, update (claimed_until, read_at) on reconciliations to commerce_service;
