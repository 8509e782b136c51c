-- The jobs of the sweep. Triggers on payments create and delete the jobs, so that no code path can forget one, and the
-- service cannot delete one.

create table payment_tasks (
  payment_key   text        not null constraint task_is_of_a_payment references payments,
  -- CHECK: retrieve a pending payment. REFUND: send or continue a refund. EXPIRE: end the order when its time is over.
  task          text        not null,
  due_at        timestamptz not null,
  -- A worker has claimed the job until this time. A claim that expires too early does no harm, because every job is
  -- idempotent.
  claimed_until timestamptz,
  tries         int         not null default 0,
  since         timestamptz not null default clock_timestamp(),
  primary key (payment_key, task),
  constraint task_is_known check (task in ('CHECK', 'REFUND', 'EXPIRE')),
  constraint tries_are_never_negative check (tries >= 0)
);

create index payment_tasks_that_are_due on payment_tasks (task, due_at);

-- Runs with the owner's rights (security definer), because the service may only reschedule jobs.
create function payment_makes_its_tasks() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
declare
  owes boolean := new.status = 'REFUND_DUE' or new.refunding_minor > 0;
begin
  if tg_op = 'INSERT' then
    insert into payment_tasks (payment_key, task, due_at)
      select new.key, 'CHECK', clock_timestamp() + interval '5 seconds'
      union all select new.key, 'EXPIRE', expires_at from orders where id = new.order_id;
    return null;
  end if;

  if new.status <> 'PENDING' and old.status = 'PENDING' then
    delete from payment_tasks where payment_key = new.key and task in ('CHECK', 'EXPIRE');
  end if;
  if owes and not (old.status = 'REFUND_DUE' or old.refunding_minor > 0) then
    insert into payment_tasks (payment_key, task, due_at) values (new.key, 'REFUND', clock_timestamp());
  elsif not owes then
    delete from payment_tasks where payment_key = new.key and task = 'REFUND';
  end if;
  return null;
end $$;

create trigger payment_makes_its_tasks after insert on payments
  for each row execute function payment_makes_its_tasks();
create trigger payment_changes_its_tasks after update on payments
  for each row when ((old.status, old.refunding_minor) is distinct from (new.status, new.refunding_minor))
  execute function payment_makes_its_tasks();

create function order_moves_its_time_to_pay() returns trigger language plpgsql security definer
  set search_path = public, pg_temp as $$
begin
  update payment_tasks set due_at = new.expires_at
    where payment_key = (select key from payments where order_id = new.id) and task = 'EXPIRE';
  return null;
end $$;

create trigger order_moves_its_time_to_pay after update on orders
  for each row when (old.expires_at <> new.expires_at) execute function order_moves_its_time_to_pay();

grant select, update (due_at, claimed_until, tries) on payment_tasks to commerce_service;
