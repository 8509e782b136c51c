-- Why the newest attempt to pay failed, as the payment company said it.

alter table payments add column failure_text text;
alter table payments add constraint failure_text_has_a_limit check (length(failure_text) <= 500);
alter table payments add constraint only_a_failed_attempt_has_a_text check (attempt_failed or failure_text is null);
grant update (failure_text) on payments to commerce_service;
