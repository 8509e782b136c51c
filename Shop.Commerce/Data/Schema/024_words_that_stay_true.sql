-- Removes stock counts from descriptions: the stock is shown separately, and a count in the text becomes wrong.
update products set
    description_ko = replace(replace(description_ko, ' 일곱 개 남았어요.', ''), ' 마지막 한 벌이에요.', ''),
    description_en = replace(replace(description_en, ' We have seven.', ''), ' This is the last set.', '')
where id in (8, 12);
