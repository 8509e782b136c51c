-- The member's e-mail address, encrypted like the name. Withdrawal erases it.

alter table members add column email_encrypted bytea;
alter table members add constraint withdrawal_erases_the_email
  check (status <> 'WITHDRAWN' or email_encrypted is null);
