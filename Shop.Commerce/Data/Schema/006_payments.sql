-- Payments, their refunds and disputes. Amounts are in the minor unit of the captured currency; for KRW that is won.
--
-- What stops a second payment of the same goods:
--   an order has one payment (one_payment_per_order), whose key PortOne lets succeed once;
--   a cart becomes one order (one_order_per_cart), and the same content has one pending order
--   (one_pending_order_per_content);
--   the ledger holds one capture of a payment (one_capture_per_payment). A late capture is refunded.

create table payments (
  -- PortOne's paymentId. The shop generates it before any call that uses it.
  key                text        constraint one_payment_per_key primary key,
  order_id           uuid        not null,
  order_status       text        not null,
  status             text        not null,
  captured_minor     bigint,
  currency           text,
  -- The succeeded refunds and the open refund. Together they never exceed the capture.
  refunded_minor     bigint      not null default 0,
  refunding_minor    bigint      not null default 0,
  refund_reason      text,
  paid_at            timestamptz,
  -- The newest known attempt in PortOne's payment window.
  attempt_id         text,
  attempted_at       timestamptz,
  attempt_failed     boolean     not null default false,
  -- Why that attempt failed, in the payment company's words.
  failure_text       text,
  -- The payment was a deposit; PortOne refunds it only to a bank account that the shopper names.
  needs_bank_account boolean     not null default false,

  constraint failure_text_has_a_limit check (length(failure_text) <= 500),
  constraint payment_key_is_32_hex check (key ~ '^[0-9a-f]{32}$'),
  -- Order and payment change in one transaction, in either order, and must agree at commit.
  constraint payment_repeats_the_order_status foreign key (order_id, order_status) references orders (id, status)
    deferrable initially deferred,
  constraint payment_and_order_agree check (
    status = 'PENDING' and order_status = 'PENDING'
    or status = 'PAID' and order_status in ('READY', 'SHIPPED', 'DELIVERED')
    or status = 'CLOSED' and order_status in ('EXPIRED', 'CANCELLED')
    or status in ('REFUND_DUE', 'REFUNDED') and order_status in ('EXPIRED', 'CANCELLED', 'SHIPPED', 'DELIVERED')),
  constraint capture_follows_the_status check (
    (captured_minor is not null) = (status in ('PAID', 'REFUND_DUE', 'REFUNDED'))
    and (captured_minor is not null) = (currency is not null)
    and (captured_minor is not null) = (paid_at is not null)),
  constraint capture_has_a_day check (isfinite(paid_at)),
  constraint only_captured_money_needs_a_bank_account check (captured_minor is not null or not needs_bank_account),
  constraint due_refund_has_a_reason check (status <> 'REFUND_DUE' or refund_reason is not null),
  constraint only_a_refund_has_a_reason check (refund_reason is null or status in ('REFUND_DUE', 'REFUNDED')),
  constraint refund_reason_is_known check (refund_reason in (
    'AMOUNT_DIFFERS', 'TAX_FREE_DIFFERS', 'CURRENCY_DIFFERS', 'STORE_DIFFERS', 'TEST_CHANNEL', 'PARTLY_REFUNDED',
    'ORDER_ENDED', 'CANCELLED_BY_SHOPPER', 'CANCELLED_BY_SHOP')),
  constraint amounts_are_never_negative check (captured_minor >= 0 and refunded_minor >= 0 and refunding_minor >= 0),
  constraint refunds_never_exceed_the_capture check (refunded_minor + refunding_minor <= coalesce(captured_minor, 0)),
  constraint refunded_payment_is_fully_refunded check (
    (status = 'REFUNDED') = (captured_minor is not null and refunded_minor = captured_minor))
);

-- An order has exactly one payment.
create unique index one_payment_per_order on payments (order_id);
create index payments_with_a_refund_due on payments (key) where status = 'REFUND_DUE';

-- Refunds, open or ended. A refund of the shop is stored before it is sent to PortOne. A refund from outside (PortOne's
-- console, a charge-back) is stored when PortOne reports it.
create table refunds (
  id                uuid        constraint one_refund_per_id primary key,
  payment_key       text        not null constraint refund_is_of_a_payment references payments,
  origin            text        not null,
  status            text        not null,
  amount_minor      bigint      not null,
  tax_free_minor    bigint      not null default 0,
  -- The cancellable balance before this refund. PortOne compares it, so that a repeat cannot become a second refund.
  cancellable_minor bigint,
  reason            text        not null,
  -- PortOne's id of the cancellation.
  cancellation_id   text,
  -- A refund that is reissued after a rejection keeps the time of the first one.
  requested_at      timestamptz not null,
  refunded_at       timestamptz,

  constraint refund_origin_is_known check (origin in ('SHOP', 'OUTSIDE')),
  constraint refund_status_is_known check (status in ('PENDING', 'SENT', 'REQUESTED', 'SUCCEEDED', 'REJECTED')),
  constraint refund_from_outside_is_a_fact check (
    origin = 'SHOP' or status = 'SUCCEEDED' and cancellation_id is not null),
  constraint refund_of_the_shop_freezes_the_balance check (origin = 'OUTSIDE' or cancellable_minor >= amount_minor),
  constraint refund_amount_is_above_zero check (amount_minor > 0 and tax_free_minor between 0 and amount_minor),
  constraint refund_time_follows_its_status check ((refunded_at is not null) = (status = 'SUCCEEDED')),
  constraint refund_has_a_day check (isfinite(refunded_at)),
  constraint succeeded_refund_has_its_cancellation check (status <> 'SUCCEEDED' or cancellation_id is not null),
  constraint one_refund_per_cancellation unique (payment_key, cancellation_id)
);

create unique index one_open_refund_per_payment on refunds (payment_key)
  where status in ('PENDING', 'SENT', 'REQUESTED');

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

  constraint one_dispute_per_id primary key (payment_key, id),
  constraint dispute_has_an_id check (id <> ''),
  constraint resolved_dispute_has_a_time check ((status = 'RESOLVED') = (resolved_at is not null))
);

create index payment_disputes_open on payment_disputes (opened_at) where resolved_at is null;

grant select, insert on payments, refunds to commerce_service;
grant update (order_status, status, captured_minor, currency, refunded_minor, refunding_minor, refund_reason, paid_at,
  attempt_id, attempted_at, attempt_failed, failure_text, needs_bank_account) on payments to commerce_service;
grant update (status, cancellation_id, refunded_at) on refunds to commerce_service;
grant select, insert (payment_key, id, status, reason, opened_at, resolved_at), update (status, reason, resolved_at)
  on payment_disputes to commerce_service;
