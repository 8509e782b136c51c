// Generates a catalogue of any size, identical in each run. A name has a brand, traits, a noun, a colour and a size, as
// in Korean shops. A description has three sentences. A few words are common and most are rare, as in a real shop.
using Npgsql;

namespace Shop.Tests.Products;

/// <summary>Generates products.</summary>
internal static class GeneratedCatalogue
{
    private const int FirstId = 1_000_000;
    private const string Syllables =
        "가나다라마바사아자하고노도로모보소오조호구누두루무부수우주그느드르므브스으즈기니디리미비시이지강난달람문반산안전한";

    private static readonly (string Category, string Ko, string En)[] Nouns = Split("""
        lighting:스탠드=lamp,책상 스탠드=desk lamp,장스탠드=floor lamp,수면등=night light,무드등=mood light,한지 등=paper lantern,
        lighting:펜던트 조명=pendant light,벽등=wall light,센서등=sensor light,소이 캔들=soy candle,캔들 홀더=candle holder,
        lighting:LED 전구=led bulb,조명 레일=light rail,단스탠드=table lamp,독서등=reading light,캠핑 랜턴=camping lantern,
        desk:공책=notebook,만년필=fountain pen,연필꽂이=pencil stand,탁상시계=desk clock,볼펜=ballpoint pen,다이어리=diary,
        desk:책상=desk,책상 매트=desk mat,독서대=book stand,서류함=file box,문진=paperweight,연필=pencil,지우개=eraser,
        desk:잉크=ink,필통=pencil case,메모지=memo pad,달력=calendar,의자=chair,모니터 받침대=monitor stand,마우스 패드=mouse pad,
        kitchen:밥그릇=rice bowl,국그릇=soup bowl,접시=plate,도마=cutting board,수저=spoon and chopsticks,냄비=pot,주전자=kettle,
        kitchen:항아리=jar,프라이팬=frying pan,칼=knife,컵=cup,머그컵=mug,유리컵=glass,쟁반=tray,밀폐용기=container,국자=ladle,
        kitchen:뚝배기=earthenware pot,솥=cauldron,믹싱볼=mixing bowl,행주=dishcloth,앞치마=apron,보온병=thermos,텀블러=tumbler,
        tea:녹차=green tea,홍차=black tea,보리차=barley tea,유자차=yuja tea,찻주전자=teapot,찻잔=teacup,말차=matcha,커피=coffee,
        tea:우롱차=oolong tea,생강차=ginger tea,대추차=jujube tea,허브티=herb tea,원두=coffee beans,드리퍼=dripper,차 거름망=tea strainer,
        tea:매실청=plum syrup,식혜=sikhye,수정과=sujeonggwa,탄산수=sparkling water,차 선물세트=tea gift set,
        textiles:이불=duvet,담요=blanket,쿠션=cushion,방석=floor cushion,커튼=curtain,러그=rug,베개=pillow,실내화=house slippers,
        textiles:수건=towel,테이블보=tablecloth,키친 크로스=kitchen cloth,누비 이불=quilt,침대 커버=bed cover,발매트=foot mat,파자마=pajamas,
        textiles:에코백=tote bag,손수건=handkerchief,스카프=scarf,양말=socks,베개 커버=pillow case,
        liquor:막걸리=makgeolli,소주=soju,약주=yakju,청주=cheongju,과실주=fruit wine,증류 소주=distilled soju,생막걸리=fresh makgeolli,
        liquor:와인=wine,맥주=beer,위스키=whisky,복분자주=bokbunja wine,매실주=plum wine,안동 소주=andong soju,백세주=baekseju,
        liquor:술잔=liquor cup,주병=liquor bottle,선물세트=gift set,진=gin,사케=sake,동동주=dongdongju
        lighting:손전등=flashlight,전구 소켓=socket,멀티탭=power strip,조광기=dimmer,촛대=candlestick,향초=scented candle,
        lighting:향=incense,디퓨저=diffuser,거울=mirror,액자=picture frame,벽시계=wall clock,화병=vase,화분=flowerpot,모빌=mobile,
        lighting:오르골=music box,트리 장식=tree ornament,풍경=wind chime,인형=doll,퍼즐=puzzle,포스터=poster,엽서=postcard,
        desk:가위=scissors,풀=glue,자=ruler,스테이플러=stapler,테이프=tape,클립=clip,파일=folder,책갈피=bookmark,북엔드=bookend,
        desk:칠판=blackboard,지구본=globe,계산기=calculator,키보드=keyboard,마우스=mouse,이어폰=earphones,스피커=speaker,
        desk:충전기=charger,노트북 가방=laptop bag,명함지갑=card case,도장=seal,붓=brush,물감=paint,색연필=coloured pencil,
        desk:스케치북=sketchbook,스티커=sticker,편지지=letter paper,봉투=envelope,서랍장=drawers,책장=bookcase,발받침=footrest,
        kitchen:가위 세트=scissor set,집게=tongs,거품기=whisk,체=sieve,강판=grater,저울=scale,계량컵=measuring cup,오븐=oven,
        kitchen:토스터=toaster,믹서=blender,전기밥솥=rice cooker,수세미=scrubber,고무장갑=rubber gloves,쓰레기통=bin,선반=shelf,
        kitchen:바구니=basket,도시락=lunch box,물병=water bottle,빨대=straw,포크=fork,젓가락=chopsticks,수저통=cutlery holder,
        kitchen:찜기=steamer,석쇠=grill,뒤집개=turner,양념통=spice jar,식탁=dining table,식탁 의자=dining chair,냅킨=napkin,
        tea:꿀=honey,잼=jam,초콜릿=chocolate,쿠키=cookie,떡=rice cake,약과=yakgwa,강정=gangjeong,한과=hangwa,견과=nuts,
        tea:곶감=dried persimmon,미숫가루=misugaru,쌍화차=ssanghwa tea,둥굴레차=solomon seal tea,메밀차=buckwheat tea,
        tea:국화차=chrysanthemum tea,레모네이드=lemonade,두유=soy milk,식초=vinegar,다식=dasik,차 상자=tea box,찻숟가락=tea spoon,
        textiles:파우치=pouch,지갑=wallet,우산=umbrella,모자=hat,장갑=gloves,목도리=muffler,슬리퍼=slippers,잠옷=nightwear,
        textiles:앞치마 세트=apron set,가방=bag,배낭=backpack,벨트=belt,머리끈=hair tie,마스크=mask,안대=eye mask,요=mattress pad,
        textiles:매트리스=mattress,옷걸이=hanger,빨래 바구니=laundry basket,다리미판=ironing board,수납함=storage box,커튼봉=curtain rod,
        textiles:블라인드=blind,카펫=carpet,돗자리=picnic mat,해먹=hammock,텐트=tent,침낭=sleeping bag,담요 세트=blanket set,
        liquor:오미자주=omija wine,인삼주=ginseng wine,이강주=igangju,문배주=munbaeju,감홍로=gamhongro,법주=beopju,하이볼=highball,
        liquor:칵테일=cocktail,보드카=vodka,럼=rum,샴페인=champagne,안주 접시=snack plate,얼음틀=ice tray,병따개=bottle opener,
        liquor:와인잔=wine glass,맥주잔=beer glass,디캔터=decanter,코스터=coaster,주전자 세트=kettle set,호리병=gourd bottle
        """);

    private static readonly (string Ko, string En)[] Traits = Pairs("""
        작은=small,큰=large,가벼운=light,튼튼한=sturdy,접이식=folding,무선=wireless,충전식=rechargeable,수제=handmade,천연=natural,
        친환경=eco,북유럽=nordic,빈티지=vintage,모던=modern,전통=traditional,프리미엄=premium,미니=mini,휴대용=portable,대용량=jumbo,
        국산=korean,참나무=oak,호두나무=walnut,대나무=bamboo,도자기=ceramic,백자=white porcelain,청자=celadon,유리=glass,스테인리스=steel,
        무쇠=cast iron,놋쇠=brass,린넨=linen,면=cotton,양모=wool,실크=silk,한지=hanji,가죽=leather,방수=waterproof,저소음=silent,
        따뜻한=warm,시원한=cool,부드러운=soft,향긋한=fragrant,구수한=roasted,달콤한=sweet,진한=strong,순한=mild,오래가는=lasting,
        사계절=all season,여름=summer,겨울=winter,어린이=kids,신혼=newlywed,사무용=office,가정용=home,캠핑용=camping,원목=solid wood,
        조각보=patchwork,누비=quilted,손뜨개=knitted,자수=embroidered,체크=checked,줄무늬=striped,꽃무늬=floral,달빛=moonlight,하동=hadong,
        보성=boseong,제주=jeju,안동=andong,전주=jeonju,고흥=goheung,이천=icheon,담양=damyang,첫물=first flush,유기농=organic
        """);

    private static readonly (string Ko, string En)[] Colours = Pairs("""
        화이트=white,블랙=black,네이비=navy,베이지=beige,그레이=grey,올리브=olive,머스터드=mustard,버건디=burgundy,민트=mint,브라운=brown
        """);

    private static readonly (string Ko, string En)[] Sentences = Pairs("""
        오래 써도 변하지 않아요.=It stays as it is for years.;집들이 선물로 많이 찾으세요.=A favourite housewarming gift.;
        손으로 하나하나 만들었습니다.=Each one is made by hand.;혼자 사는 분께도 알맞은 크기입니다.=The right size for one person.;
        물로 가볍게 헹구면 됩니다.=Rinse it lightly with water.;은은한 빛이 방을 채워 줍니다.=A gentle light fills the room.;
        이불 위에 덮어도 가볍습니다.=Light enough over a duvet.;처음 쓰는 분도 어렵지 않아요.=Easy for beginners too.;
        포장은 종이로만 합니다.=Wrapped in paper only.;색이 사진과 조금 다를 수 있습니다.=The colour may differ a little from the picture.;
        아침마다 손이 갑니다.=You will reach for it every morning.;부모님께 드리기 좋습니다.=Good to give to your parents.;
        국내에서 만들고 검사했습니다.=Made and tested in Korea.;남은 재료로 만들어 수량이 적습니다.=Made from offcuts, so there are few.;
        {0}와 함께 쓰면 좋아요.=Goes well with a {0}.;{0}을 찾던 분께 권합니다.=For those who were looking for a {0}.;
        {0}만큼 오래갑니다.=Lasts as long as a {0}.;{0} 옆에 두기 좋은 크기예요.=The right size beside a {0}.;
        {0}보다 조금 작습니다.=A little smaller than a {0}.;{0}처럼 가볍습니다.=As light as a {0}.;
        {0}에 어울리는 색입니다.=A colour that suits a {0}.;{0}를 쓰던 손에도 익숙해요.=Familiar to hands that know a {0}.;
        {0} 대신 써 보세요.=Try it in place of a {0}.;{0}에서 영감을 얻었습니다.=Inspired by a {0}.
        """, ';');

    /// <summary>Inserts <paramref name="count"/> products, 3% of them sold out. They are not indexed.</summary>
    public static async Task FillAsync(NpgsqlConnection connection, int count)
    {
        var random = new Random(20260901);
        var nouns = Nouns.ToArray();
        random.Shuffle(nouns);
        var brands = Enumerable.Range(0, 3000).Select(_ => BrandOf(random)).Distinct().ToArray();
        await using var rows = await connection.BeginBinaryImportAsync("""
            copy products (id, category, name_ko, name_en, description_ko, description_en, price_won, image_url, stock,
                           received, created_at) from stdin (format binary)
            """);
        for (var i = 0; i < count; i++)
        {
            var noun = nouns[Skewed(random, nouns.Length)];
            var brand = brands[Skewed(random, brands.Length)];
            var traits = Enumerable.Range(0, 1 + random.Next(3))
                .Select(_ => Traits[Skewed(random, Traits.Length)]).ToArray();
            var colour = Colours[random.Next(Colours.Length)];
            var size = $"{random.Next(1, 90) * 5}{(noun.Category is "tea" or "liquor" ? "ml" : "cm")}";
            var model = random.Next(10) < 3 ? $" {Letter(random)}{Letter(random)}-{random.Next(1000, 9999)}" : "";
            var said = Enumerable.Range(0, 3).Select(_ => Say(nouns[random.Next(nouns.Length)])).ToArray();
            var received = 10 + random.Next(500);
            await rows.StartRowAsync();
            await rows.WriteAsync(FirstId + i);
            await rows.WriteAsync(noun.Category);
            await rows.WriteAsync(Name(brand.Ko, traits.Select(trait => trait.Ko), noun.Ko, colour.Ko));
            await rows.WriteAsync(Name(brand.En, traits.Select(trait => trait.En), noun.En, colour.En));
            await rows.WriteAsync(string.Join(' ', said.Select(one => one.Ko)));
            await rows.WriteAsync(string.Join(' ', said.Select(one => one.En)));
            await rows.WriteAsync((long)(1 + random.Next(3000)) * 100);
            await rows.WriteAsync("/images/products/desk-lamp.svg");
            await rows.WriteAsync(random.Next(100) < 3 ? 0 : 1 + random.Next(received));
            await rows.WriteAsync(received);
            await rows.WriteAsync(DateTime.UnixEpoch.AddDays(20_000).AddSeconds(random.Next(60_000_000)));

            string Name(string of, IEnumerable<string> like, string what, string colouredIn) =>
                $"{of} {string.Join(' ', like)} {what} {colouredIn} {size}{model}";
        }

        await rows.CompleteAsync();

        (string Ko, string En) Say((string Category, string Ko, string En) about)
        {
            var (ko, en) = Sentences[random.Next(Sentences.Length)];
            return (string.Format(ko, about.Ko), string.Format(en, about.En));
        }
    }

    private static char Letter(Random random) => (char)('A' + random.Next(26));

    // A few are common and most are rare.
    private static int Skewed(Random random, int count) => (int)(count * Math.Pow(random.NextDouble(), 1.5));

    private static (string Ko, string En) BrandOf(Random random)
    {
        var syllables = Enumerable.Range(0, 2 + random.Next(2)).Select(_ => random.Next(Syllables.Length)).ToArray();
        const string Consonants = "bdghjkmnprst", Vowels = "aeiou";
        var latin = syllables.Select(one => $"{Consonants[one % 12]}{Vowels[one % 5]}");
        return (
            string.Concat(syllables.Select(one => Syllables[one])),
            string.Concat(latin) + Consonants[syllables[0] % 12]);
    }

    private static (string Ko, string En)[] Pairs(string text, char between = ',') =>
    [
        .. text.Split([between, '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1])),
    ];

    private static (string Category, string Ko, string En)[] Split(string text) =>
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(':'))
            .SelectMany(line => Pairs(line[1]).Select(pair => (line[0], pair.Ko, pair.En))),
    ];
}
