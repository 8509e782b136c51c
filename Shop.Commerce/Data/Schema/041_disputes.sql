-- Disputes that PortOne reports for a payment. They are not ledger rows: a dispute moves no money, and its status
-- changes, while a ledger row never does. A charge-back arrives as a cancellation, which the ledger records. The status
-- is PortOne's value: PortOne adds values without notice, and every value except RESOLVED counts as open.
create table payment_disputes (
  payment_key text        not null constraint dispute_is_of_a_payment references payments (key),
  id          text        not null,
  status      text        not null,
  reason      text,
  opened_at   timestamptz not null,
  resolved_at timestamptz,
  recorded_at timestamptz not null default clock_timestamp(),

  constraint payment_disputes_pkey primary key (payment_key, id),
  constraint dispute_has_an_id check (id <> ''),
  constraint resolved_dispute_has_a_time check ((status = 'RESOLVED') = (resolved_at is not null))
);

create index payment_disputes_open on payment_disputes (opened_at) where resolved_at is null;

grant select, insert (payment_key, id, status, reason, opened_at, resolved_at), update (status, reason, resolved_at)
  on payment_disputes to commerce_service;
