-- Why the newest attempt to pay failed, in the payment company's words. While attempt_failed is false the text is not
-- shown: a replica of an earlier version changes attempt_failed and leaves the text as it is.

alter table payments add column failure_text text;
alter table payments add constraint failure_text_has_a_limit check (length(failure_text) <= 500);
grant update (failure_text) on payments to commerce_service;
