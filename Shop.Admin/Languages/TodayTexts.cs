namespace Shop.Admin.Languages;

/// <remarks>The first page.</remarks>
public sealed partial class Texts
{
    public string OrdersToday => Say("오늘 결제된 주문", "Orders paid today");
    public string SalesToday => Say("오늘 매출", "Sales today");
    public string SalesOf30Days => Say("최근 30일 매출", "Sales, last 30 days");
    public string OrdersOf30Days => Say("최근 30일 주문", "Orders, last 30 days");
    public string ToShip => Say("배송할 주문", "To ship");
    public string WaitingForPayment => Say("결제 대기", "Waiting for payment");
    public string OpenRefunds => Say("진행 중인 환불", "Open refunds");
    public string StuckRefunds => Say("지연된 환불", "Stuck refunds");
    public string Discrepancies => Say("결제사와의 차액", "Difference from PortOne");
    public string Disputes => Say("결제 분쟁", "Disputes");
    public string LowStock => Say("재고 부족 상품", "Products low in stock");
    public string LowStockHint => Say($"{Limits.LowStock}개 이하", $"{Limits.LowStock} pieces or fewer");
    public string NeedsAttention => Say("확인 필요", "Needs attention");
    public string AllRight => Say("이상 없음", "OK");
    public string SalesByDay => Say("일별 매출", "Sales by day");
    public string BeforeRefunds => Say("환불을 차감하기 전 금액입니다.", "Before refunds.");
    public string DayColumn => Say("날짜", "Day");
    public string OrdersColumn => Say("주문", "Orders");
    public string SalesColumn => Say("매출", "Sales");
    public string ShowAsTable => Say("표로 보기", "Show as a table");
    public string DayWith(SalesDay day) => Say(
        $"{Day(day.Day)}: {Won(day.SalesWon)}, 주문 {day.Orders}건",
        $"{Day(day.Day)}: {Won(day.SalesWon)}, {day.Orders} orders");
}
