namespace Shop.Web.Languages;

/// <remarks>The front page, product lists, products and the cart.</remarks>
public sealed partial class Texts
{
    public string Banners => Say("기획전", "Featured");
    public string BannerControls => Say("기획전 넘기기", "Turn the banners");
    public string PreviousBanner => Say("이전 기획전", "Previous banner");
    public string NextBanner => Say("다음 기획전", "Next banner");
    public string StopBanners => Say("자동 넘김 멈추기", "Stop turning");
    public string TurnBanners => Say("자동으로 넘기기", "Turn by themselves");
    public string BannerOf(int number, int count, string title) => Say(
        $"{count}개 중 {number}번째: {title}", $"{number} of {count}: {title}");
    public string NewArrivals => Say("새로 들어온 상품", "New arrivals");
    public string Popular => Say("많이 찾는 상품", "Popular now");
    public string SeeAll => Say("전체 보기", "See all");
    public string LookInside => Say("자세히 보기", "Take a look");
    public string Products => Say("상품", "Products");
    public string ResultsFor(string search) => Say($"‘{search}’ 검색 결과", $"Results for “{search}”");
    public string ResultsOf(string meant) => Say($"“{meant}”에 대한 결과", $"Results for “{meant}”");
    public string NothingFoundFor(string search) => Say(
        $"‘{search}’에 맞는 상품이 없어 비슷한 말로 찾았습니다.", $"Nothing matches “{search}”, so we searched for something similar.");
    public string Count(long count) => Say(
        $"{Grouped(count)}개", count == 1 ? "1 product" : $"{Grouped(count)} products");
    public string Sort => Say("정렬", "Sort by");
    public string Apply => Say("적용", "Apply");
    public string NothingFound(string search) => Say($"‘{search}’에 맞는 상품이 없습니다", $"Nothing matches “{search}”");
    public string SearchTooLong => Say("검색어가 너무 깁니다", "This search is too long");
    public string SearchTooLongHelp => Say(
        $"{Limits.SearchLength}자까지 검색하실 수 있습니다. 단어를 줄여 주세요.",
        $"A search has {Limits.SearchLength} characters at most. Please use fewer words.");
    public string NothingFoundHelp => Say(
        "철자를 확인하거나, 단어를 줄이거나, 다른 말로 찾아보세요.", "Check the spelling, or try fewer or other words.");
    public string NothingHere => Say("아직 상품이 없습니다", "Nothing here yet");
    public string NothingHereHelp => Say("다른 카테고리를 둘러보세요.", "Have a look at the other categories.");
    public string SearchEverywhere => Say("모든 카테고리에서 찾기", "Search all categories");
    public string SearchAgain => Say("다시 검색", "Search again");
    public string LookAround => Say("카테고리 둘러보기", "Look around the categories");
    public string ListedOn(string title, int page) => page == 1
        ? title
        : Say($"{title}, {page}쪽", $"{title}, page {page}");
    public string ProductsDescription => Say(
        "조명, 책상 위, 부엌, 차와 패브릭까지 오래 쓰는 물건을 한자리에서 보세요. 배송비는 무료입니다.",
        "Things made to last, from lamps to linen, all in one place. Delivery is free.");
    public string CategoryDescription(string category) => Say(
        $"{category}: 오래 쓰는 물건을 골라 모았습니다. 배송비는 무료입니다.",
        $"{category}: things made to last, chosen with care. Delivery is free.");
    public string SoldOut => Say("품절", "Sold out");
    public string OnlyLeft(int stock) => Say($"{stock}개 남음", $"Only {stock} left");
    public string AdultsOnly => Say("성인 전용", "Adults only");
    public string AdultsOnlyNote => Say(
        "만 19세가 되는 해부터 구매하실 수 있습니다. 주문할 때 본인인증 정보로 확인합니다.",
        "For adults only, from the year in which you turn 19. We check your verified age when you order.");
    public string AdultsOnlySignIn => Say(
        "만 19세 이상만 구매하실 수 있는 상품입니다. 구매하시려면 로그인이 필요합니다.", "For adults of 19 and over only. Please sign in to buy it.");
    public string AdultsOnlyForbidden => Say(
        "성인 전용 상품이라 회원님은 구매하실 수 없습니다. 만 19세가 되는 해의 1월 1일부터 구매하실 수 있습니다.",
        "This is for adults only, so you cannot buy it. You can from 1 January of the year in which you turn 19.");
    public string LineForbidden(string name) => Say(
        $"‘{name}’ 상품은 성인 전용이라 주문하실 수 없습니다. 삭제하고 주문해 주세요.",
        $"“{name}” is for adults only, so you cannot order it. Please remove it to order the rest.");
    public string Quantity => Say("수량", "Quantity");
    public string QuantityOf(string name) => Say($"{name} 수량", $"Quantity of {name}");
    public string OneMore(string? name) => Named(name, Say("하나 더", "One more"));
    public string OneFewer(string? name) => Named(name, Say("하나 덜", "One fewer"));
    public string AddToCart => Say("장바구니에 담기", "Add to cart");
    public string BuyNow => Say("바로 구매", "Buy now");
    public string Added(int pieces, int max) =>
        Say("장바구니에 담았습니다.", "Added to your cart.")
        + (pieces > 1 ? InAll(pieces) : "")
        + (pieces >= max ? Say($" {max}개까지 주문하실 수 있습니다.", $" You can order {max} at most.") : "");

    /// <summary>Fewer pieces were added than requested, because of the stock or the limit of a line.</summary>
    public string AddedFewer(int added, int pieces, int stock) => (added, stock < Limits.QuantityPerLine) switch
    {
        (0, true) => Say(
            $"재고 {stock}개를 이미 모두 담으셔서 더 담지 못했습니다.",
            $"Only {stock} {(stock == 1 ? "is" : "are")} left, and your cart has them already. Nothing was added."),
        (0, false) => Say(
            $"한 상품은 {Limits.QuantityPerLine}개까지 주문하실 수 있어 더 담지 못했습니다.",
            $"You can order {Limits.QuantityPerLine} of a product at most. Nothing was added."),
        (_, true) => Say(
            $"재고가 {stock}개뿐이라 {added}개만 담았습니다.",
            $"Only {stock} {(stock == 1 ? "is" : "are")} left, so we added {added}.") + InAllUnless(pieces, added),
        _ => Say(
            $"한 상품은 {Limits.QuantityPerLine}개까지 주문하실 수 있어 {added}개만 담았습니다.",
            $"You can order {Limits.QuantityPerLine} of a product at most, so we added {added}.")
            + InAllUnless(pieces, added),
    };

    public string GoToCart => Say("장바구니 보기", "Go to cart");
    public string FreeShipping => Say("배송비 무료", "Free shipping");
    public string DeliveryNote => Say("결제가 확인되면 바로 준비합니다.", "We prepare it as soon as your payment is confirmed.");
    public string CartEmpty => Say("장바구니가 비어 있습니다", "Your cart is empty");
    public string CartEmptyHelp => Say("마음에 드는 물건을 담아 보세요.", "Put in something you like.");
    public string UnpaidOrders => Say(
        "결제하지 않은 주문은 주문내역에서 이어서 결제하실 수 있습니다.", "You can find orders that you have not paid yet under your orders.");
    public string ChangeQuantity => Say("변경", "Update");
    public string Remove => Say("삭제", "Remove");
    public string RemoveNamed(string name) => Say($"{name} 삭제", $"Remove {name}");
    public string Total => Say("합계", "Total");
    public string ProductsTotal => Say("상품 금액", "Items");
    public string Shipping => Say("배송비", "Shipping");
    public string Free => Say("무료", "Free");
    public string AmountToPay => Say("결제 예정 금액", "Amount to pay");
    public string ToCheckout => Say("주문하기", "Check out");
    public string LineNotAvailable(int stock) => stock == 0
        ? Say("품절되었습니다. 삭제하고 주문해 주세요.", "Sold out. Please remove it to order the rest.")
        : Say($"{stock}개만 남았습니다. 수량을 줄여 주세요.", $"Only {stock} left. Please order fewer.");
    public string LinePriceChanged(long before, long now) => Say(
        $"가격이 {Won(before)}에서 {Won(now)}으로 바뀌었습니다.", $"The price has changed from {Won(before)} to {Won(now)}.");
    public string PricesHaveChanged => Say(
        "보신 뒤에 가격이 바뀐 상품이 있습니다. 금액을 확인해 주세요.", "Prices have changed since you last saw them. Please check the amount.");
    public string CartNow(int pieces, long won) => Say(
        $"상품 {pieces}개, 결제 예정 금액 {Won(won)}", $"{pieces} {(pieces == 1 ? "item" : "items")}, {Won(won)} to pay");
    /// <summary>The cart or the order has fewer pieces of a product than requested.</summary>
    public string NotAllTaken(string name, int taken, int stock) => (stock, taken) switch
    {
        (0, 0) => Say($"‘{name}’ 상품은 품절되어 담지 못했습니다.", $"“{name}” has sold out and was not added."),
        (0, _) => Say($"‘{name}’ 상품은 품절되어 더 담지 못했습니다.", $"“{name}” has sold out; no more was added."),
        (_, 0) => Say(
            $"장바구니에는 상품을 {Limits.LinesPerOrder}가지까지 담을 수 있어 ‘{name}’ 상품은 담지 못했습니다.",
            $"A cart holds {Limits.LinesPerOrder} different products at most, so “{name}” was not added."),
        _ when stock >= Limits.QuantityPerLine => Say(
            $"‘{name}’ 상품은 {Limits.QuantityPerLine}개까지 주문하실 수 있어 수량을 {taken}개로 맞췄습니다.",
            $"You can order {Limits.QuantityPerLine} of “{name}” at most; the quantity is {taken} now."),
        _ => taken > stock
            ? Say(
                $"‘{name}’ 상품은 재고가 {stock}개뿐이라 더 담지 못했습니다.",
                $"Only {stock} of “{name}” {Are(stock)} left; no more was added.")
            : Say(
                $"‘{name}’ 상품은 재고가 {stock}개뿐이라 수량을 {taken}개로 맞췄습니다.",
                $"Only {stock} of “{name}” {Are(stock)} left; the quantity is {taken} now."),
    };

    public string NoLongerSold => Say("판매를 마친 상품은 담지 못했습니다.", "A product that is no longer sold was not added.");
    public string ChangeInCart => Say("장바구니에서 바꾸기", "Change it in your cart");
    public string BackToProduct => Say("상품으로 돌아가기", "Back to the product");
    public string CartHasUnavailable => Say(
        "주문할 수 없는 상품이 있습니다. 수량을 바꾸거나 삭제해 주세요.", "Some items cannot be ordered. Please change or remove them.");
    /// <summary>A code of the storefront, beside those of the services: the cart accepts no further product.</summary>
    public const string CartIsFull = "CART_FULL";

    public string CartRefused(string code) => code switch
    {
        CartIsFull => Say(
            $"장바구니에는 상품을 {Limits.LinesPerOrder}가지까지 담을 수 있습니다.",
            $"A cart holds {Limits.LinesPerOrder} different products at most."),
        ProblemCodes.OutOfStock => Say("담으려던 상품이 그사이 품절되었습니다.", "That product has just sold out."),
        _ => Say("장바구니를 바꾸지 못했습니다. 다시 시도해 주세요.", "The cart was not changed. Please try again."),
    };
    public string SignInToOrder => Say(
        "주문하려면 로그인이 필요합니다. 담은 상품은 그대로 있습니다.", "Sign in to order. Your cart will be kept.");

    public string SortName(string sort) => sort switch
    {
        ProductSorts.Relevance => Say("정확도순", "Best match"),
        ProductSorts.Newest => Say("신상품순", "Newest"),
        ProductSorts.Popular => Say("인기순", "Most popular"),
        ProductSorts.PriceLow => Say("낮은 가격순", "Price: low to high"),
        ProductSorts.PriceHigh => Say("높은 가격순", "Price: high to low"),
        _ => throw new ArgumentOutOfRangeException(nameof(sort), sort, "An order that the list does not have."),
    };

    private string InAll(int pieces) => Say($" 이 상품은 모두 {pieces}개입니다.", $" Your cart now has {pieces}.");

    private string InAllUnless(int pieces, int added) => pieces == added ? "" : InAll(pieces);

    private static string Are(int pieces) => pieces == 1 ? "is" : "are";

    private static string Named(string? name, string act) => name is null ? act : $"{name}, {act}";
}
