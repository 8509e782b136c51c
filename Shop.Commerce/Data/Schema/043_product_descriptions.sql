-- Shoppers search by occasion and by the everyday word: 선물 (a gift), 이불 (bedding).
update products set
    description_ko = description_ko || ' 집들이 선물로 많이 찾으세요.',
    description_en = description_en || ' A favourite housewarming gift.'
where id = 12;
update products set
    description_ko = description_ko || ' 부모님 선물로도 좋습니다.',
    description_en = description_en || ' A good gift for parents, too.'
where id = 14;
update products set
    description_ko = description_ko || ' 여름에는 이불 대신, 겨울에는 이불 위에 덮으세요.',
    description_en = description_en || ' A summer blanket by itself, a warm layer over the duvet in winter.'
where id = 20;
