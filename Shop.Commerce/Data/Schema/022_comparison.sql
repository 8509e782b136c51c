-- The reconciliation of PortOne's events with the ledger: every movement of money in one must be in the other. It finds
-- what no webhook, sweep or shopper reported.

-- PortOne's payment events, one row for each id even if it was read several times.
create table portone_events (
  id           text        primary key,
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
    when type in ('PARTIAL_CANCELLED', 'CANCELLED') then 'RETURN' end) stored,
  constraint portone_event_has_an_amount_and_its_currency check ((amount_minor is null) = (currency is null)),
  constraint portone_event_amount_is_never_negative check (amount_minor >= 0),
  constraint portone_event_has_a_day check (isfinite(at))
);

create index portone_events_of_a_payment on portone_events (payment_key);
create index portone_events_by_time on portone_events (at);
create index portone_events_by_age on portone_events (seen_at);
-- For recent movements in the ledger, and for captures of the last 90 days.
create index payment_events_that_moved_money on payment_events (at)
  where event in ('PAID', 'REFUND_DUE', 'GIVEN_BACK');
create index payments_by_capture on payments (paid_at) where captured_minor is not null;

grant select, insert (id, type, payment_key, reference, at, amount_minor, currency) on portone_events
  to commerce_service;

-- The differences between PortOne's events and the ledger, per payment and currency, including ones that are still
-- within the grace period. A foreign payment, or one that PortOne captured twice against its promise, does not differ
-- once the surplus was refunded at PortOne. A payment captured under another store is left out, because its events are
-- listed under that store only.
create function differences_of(keys text[]) returns table (
  payment_key text, what text, currency text, ours_minor bigint, theirs_minor bigint, is_ours boolean,
  moved_at timestamptz)
language sql stable set search_path = public, pg_temp as $$
  with moves as (
    select l.payment_key, case l.event when 'GIVEN_BACK' then 'RETURN' else 'CAPTURE' end as what, l.currency,
        l.amount_minor as ours, 0::bigint as theirs, l.at, 0 as captures
      from payment_events l
      where l.payment_key = any (keys) and l.event in ('PAID', 'REFUND_DUE', 'GIVEN_BACK')
    union all
    -- An event without an amount takes the amount of the ledger row with the same reference, whose amount came from a
    -- snapshot of the payment. XXX is the ISO 4217 code for no currency.
    select e.payment_key, e.what, coalesce(e.currency, l.currency, 'XXX'), 0, coalesce(e.amount_minor, l.amount_minor),
        e.at, case e.what when 'CAPTURE' then 1 else 0 end
      from portone_events e
      left join payment_events l on e.amount_minor is null and l.payment_key = e.payment_key
        and l.reference = e.reference
        and l.event = any (case e.what when 'CAPTURE' then array['PAID', 'REFUND_DUE'] else array['GIVEN_BACK'] end)
      where e.payment_key = any (keys) and e.what is not null
  ), sums as (
    select m.payment_key, m.currency, sum(captures) as captures,
      coalesce(sum(ours) filter (where what = 'CAPTURE'), 0)::bigint as captured_here,
      case when not coalesce(bool_or(theirs is null) filter (where what = 'CAPTURE'), false)
        then coalesce(sum(theirs) filter (where what = 'CAPTURE'), 0)::bigint end as captured_there,
      max(at) filter (where what = 'CAPTURE') as captured_at,
      coalesce(sum(ours) filter (where what = 'RETURN'), 0)::bigint as returned_here,
      case when not coalesce(bool_or(theirs is null) filter (where what = 'RETURN'), false)
        then coalesce(sum(theirs) filter (where what = 'RETURN'), 0)::bigint end as returned_there,
      max(at) filter (where what = 'RETURN') as returned_at
    from moves m group by m.payment_key, m.currency
  )
  select s.payment_key, d.what, s.currency, d.ours, d.theirs, p.key is not null, d.at
  from sums s
  left join payments p on p.key = s.payment_key
  cross join lateral (select case
    when (p.key is null or s.captures > 1)
        and s.captured_there > s.captured_here and s.returned_there > s.returned_here
      then least(s.captured_there - s.captured_here, s.returned_there - s.returned_here)
    else 0 end as minor) as given_back_there
  cross join lateral (values
    ('CAPTURE', s.captured_here, s.captured_there - given_back_there.minor, s.captured_at),
    ('RETURN', s.returned_here, s.returned_there - given_back_there.minor, s.returned_at)
  ) as d (what, ours, theirs, at)
  where d.ours is distinct from d.theirs and p.refund_reason is distinct from 'STORE_DIFFERS'
$$;

-- The open discrepancies. The reconciliation inserts and deletes the rows.
create table unexplained (
  payment_key  text        not null,
  what         text        not null,
  currency     text        not null,
  ours_minor   bigint      not null,
  -- Null if PortOne reported an event without an amount.
  theirs_minor bigint,
  since        timestamptz not null,
  -- Found in PortOne's events (EVENTS) or in its payments by the nightly reconciliation (NIGHT).
  found_by     text        not null,
  primary key (payment_key, what, currency),
  constraint unexplained_is_a_capture_or_a_return check (what in ('CAPTURE', 'RETURN')),
  constraint unexplained_is_found_by_events_or_by_night check (found_by in ('EVENTS', 'NIGHT')),
  constraint unexplained_differs check (ours_minor is distinct from theirs_minor)
);

grant select, insert, update, delete on unexplained to commerce_service;

-- The lease of each reconciliation: one replica at a time runs it, until its claim expires.
create table comparison_rounds (
  found_by      text        primary key,
  claimed_until timestamptz,
  -- The start of the newest run that read everything.
  read_at       timestamptz
);

insert into comparison_rounds (found_by) values ('EVENTS'), ('NIGHT');

grant select, update (claimed_until, read_at) on comparison_rounds to commerce_service;
