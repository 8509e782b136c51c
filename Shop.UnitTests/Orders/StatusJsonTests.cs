using System.Text.Json;

namespace Shop.UnitTests.Orders;

/// <summary>The names of statuses in JSON are part of the API: callers of other versions read them.</summary>
public sealed class StatusJsonTests
{
    [Fact]
    public void Statuses_are_names_in_upper_snake_case()
    {
        Assert.Equal("PENDING READY SHIPPED DELIVERED EXPIRED CANCELLED", NamesOf<OrderStatus>());
        Assert.Equal("PENDING PAID CLOSED REFUND_DUE REFUNDED", NamesOf<PaymentStatus>());
        Assert.Equal("PENDING SENT REQUESTED SUCCEEDED REJECTED", NamesOf<RefundStatus>());
        Assert.Equal(
            "AMOUNT_DIFFERS TAX_FREE_DIFFERS CURRENCY_DIFFERS STORE_DIFFERS TEST_CHANNEL PARTLY_REFUNDED ORDER_ENDED "
            + "CANCELLED_BY_SHOPPER CANCELLED_BY_SHOP",
            NamesOf<RefundReason>());
        Assert.Equal("FULFILMENT MONEY", NamesOf<TimelineTrack>());
        Assert.Equal(
            "PLACED READY SHIPPED DELIVERED EXPIRED CANCELLED DECLINED PAID PAID_WITHOUT_ORDER REFUND_DECIDED "
            + "REFUND_REQUESTED PARTLY_REFUNDED REFUNDED NOT_CHARGED",
            NamesOf<TimelineEvent>());
    }

    [Fact]
    public void Number_is_no_status() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OrderStatus>("1"));

    private static string NamesOf<T>() where T : struct, Enum => string.Join(' ', Enum.GetValues<T>().Select(value =>
    {
        var name = JsonSerializer.SerializeToElement(value).GetString()!;
        Assert.Equal(value, JsonSerializer.Deserialize<T>($"\"{name}\""));
        Assert.Equal(value, EnumNames.Parse<T>(name));
        return name;
    }));
}
