// The parameters of one attempt, as the shop's page passed them to the payment window. A shopper can change them.
using System.Text.Json;

namespace Shop.PortOne.Sandbox.Payments;

/// <summary>The order of one attempt.</summary>
public sealed record PaymentOrder(
    string StoreId,
    long TotalAmount,
    string Currency,
    string OrderName,
    PayMethod Method,
    ChannelType ChannelType,
    string ChannelKey,
    Origin Origin,
    long TaxFreeAmount = 0,
    long? VatAmount = null,
    Customer? Customer = null,
    string? CustomData = null,
    IReadOnlyList<string>? NoticeUrls = null,
    JsonElement? Products = null,
    string Provider = "TOSSPAYMENTS",
    string Wallet = "KAKAOPAY")
{
    private const double TaxedPartsPerTax = 11;

    /// <summary>Value added tax: as given, or one eleventh of the taxable part.</summary>
    public long Vat => VatAmount ?? VatOf(TotalAmount - TaxFreeAmount);

    public static long VatOf(long taxable) =>
        (long)Math.Round(taxable / TaxedPartsPerTax, MidpointRounding.AwayFromZero);
}

/// <summary>Where the window was opened.</summary>
public sealed record Origin(PlatformType PlatformType, string IpAddress, string? UserAgent = null, string? Url = null);

/// <summary>The payer, as the API returns it.</summary>
public sealed record Customer(
    string? Id = null,
    string? Name = null,
    string? BirthYear = null,
    string? BirthMonth = null,
    string? BirthDay = null,
    string? Gender = null,
    string? Email = null,
    string? PhoneNumber = null,
    JsonElement? Address = null,
    string? Zipcode = null);

/// <summary>The provider's platform types.</summary>
public enum PlatformType
{
    Pc,
    Mobile,
    Api,
}

/// <summary>Whether payments are tests or move money.</summary>
public enum ChannelType
{
    Test,
    Live,
}

/// <summary>The payment methods of the browser SDK.</summary>
public enum PayMethod
{
    Card,
    EasyPay,
    Transfer,
    VirtualAccount,
    Mobile,
    GiftCertificate,
    Paypal,
    Alipay,
    AlipayPlus,
    ConvenienceStore,
}
