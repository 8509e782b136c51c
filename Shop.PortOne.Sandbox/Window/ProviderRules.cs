// The parameters that each payment company behind PortOne refuses when the window opens, according to PortOne's guides
// (pg/v2), for the methods that the sandbox supports. A message names the parameter, as PortOne's messages do.
using System.Text;
using System.Text.Json;
using Shop.PortOne.Sandbox.Payments;

namespace Shop.PortOne.Sandbox.Window;

/// <summary>The rules of each provider about the parameters of <c>requestPayment</c>.</summary>
public static class ProviderRules
{
    private const int MaxOrderNameBytes = 40;
    private const int MaxCustomerId = 20;
    private const long NaverPayMinimum = 100;
    private const long SmallAmount = 1_000;
    private const string NiceRefusedCharacters = "%&|$-+=[]";
    private static readonly string[] OfCards = ["NAVERPAY", "TOSSPAY"];

    /// <summary>The wallet of a provider that is itself a wallet; null for other providers.</summary>
    public static string? WalletOf(string provider) => provider switch
    {
        "KAKAOPAY" or "NAVERPAY" => provider,
        "TOSSPAY_V2" => "TOSSPAY",
        _ => null,
    };

    /// <summary>True if the SDK posts a form to the provider on a phone, instead of navigating to a URL.</summary>
    public static bool HandsOverByForm(string provider) => provider is "INICIS_V2" or "KCP_V2" or "NICE_V2"
        or "SMARTRO_V2" or "KSNET" or "KPN" or "WELCOME" or "GALAXIA";

    /// <summary>Why the provider refuses the request; null if the window opens.</summary>
    public static string? RefusalOf(string provider, PaymentWindowRequest request, PlatformType platform) =>
        Common(provider, request) ?? provider switch
        {
            "INICIS_V2" => Inicis(request, platform),
            "WELCOME" => BuyerOnDesktop(request, platform) ?? SmallAmounts("welcome", request),
            "NICE_V2" => Nice(request),
            "SMARTRO_V2" => Smartro(request),
            "KSNET" => Ksnet(request),
            "KPN" => request.EasyPay?.EasyPayProvider == "NAVERPAY" ? "KPN does not open NAVERPAY directly." : null,
            "GALAXIA" => Galaxia(request),
            "NAVERPAY" => NaverPay(request),
            _ => null,
        };

    private static string? Common(string provider, PaymentWindowRequest request)
    {
        var isWallet = WalletOf(provider) is not null;
        return request switch
        {
            _ when isWallet && request.PayMethod != PayMethod.EasyPay => $"{provider} takes payMethod EASY_PAY only.",
            _ when isWallet && request.Currency is not ("KRW" or "CURRENCY_KRW") => $"{provider} takes KRW only.",
            { WindowType: { } type } when provider == "NAVERPAY" => Allowed(type, "POPUP"),
            { WindowType: { } type } when provider is "TOSSPAYMENTS" or "KAKAOPAY" or "KSNET" =>
                Allowed(type, "IFRAME"),
            _ when PaymentIdLimit(provider) is var limit && request.PaymentId.Length > limit =>
                $"paymentId has at most {limit} characters.",
            _ when provider is "KCP_V2" or "KPN" or "SMARTRO_V2" && !request.PaymentId.All(char.IsAsciiLetterOrDigit) =>
                "paymentId has letters and digits only.",
            _ => null,
        };
    }

    private static string? Allowed(WindowTypes type, string pc) =>
        (type.Pc is null || type.Pc == pc) && type.Mobile is null or "REDIRECTION"
            ? null
            : $"windowType must be {pc} and REDIRECTION.";

    private static int PaymentIdLimit(string provider) => provider switch
    {
        "KPN" => 32,
        "KCP_V2" or "INICIS_V2" or "SMARTRO_V2" => 40,
        _ => 64,
    };

    private static string? Inicis(PaymentWindowRequest request, PlatformType platform) => request switch
    {
        _ when BuyerOnDesktop(request, platform) is { } missing => missing,
        { Customer.Email: { } email } when !email.All(letter =>
            char.IsAsciiLetterOrDigit(letter) || letter is '@' or '.') =>
            "customer.email has no special characters but @ and a dot.",
        _ => LongName(request) ?? SmallAmounts("inicis_v2", request),
    };

    private static string? BuyerOnDesktop(PaymentWindowRequest request, PlatformType platform) =>
        platform == PlatformType.Mobile
            ? null
            : request.Customer switch
            {
                null or { Name: null or "" } => "customer.fullName is required.",
                { PhoneNumber: null or "" } => "customer.phoneNumber is required.",
                { Email: null or "" } => "customer.email is required.",
                _ => null,
            };

    private static string? SmallAmounts(string bypass, PaymentWindowRequest request) =>
        request.TotalAmount >= SmallAmount
            || (In(request.Bypass, bypass, "acceptmethod") is { } accepted && accepted.Contains("below1000"))
            || (In(request.Bypass, bypass, "P_RESERVED") is { } reserved && reserved.Contains("below1000=Y"))
                ? null
                : "An amount below 1,000 needs below1000.";

    private static string? Nice(PaymentWindowRequest request) => request switch
    {
        _ when LongName(request) is { } tooLong => tooLong,
        { OrderName: var name } when name.AsSpan().ContainsAny(NiceRefusedCharacters) =>
            $"orderName has none of {NiceRefusedCharacters}",
        { EasyPay: { EasyPayProvider: { } wallet, AvailablePayMethods: not { Count: > 0 } } }
            when OfCards.Contains(wallet) => $"easyPay.availablePayMethods is required for {wallet}.",
        _ => null,
    };

    private static string? Smartro(PaymentWindowRequest request) => request.Customer switch
    {
        null or { PhoneNumber: null or "" } => "customer.phoneNumber is required.",
        { CustomerId: null or "" } when request.PayMethod == PayMethod.EasyPay => "customer.customerId is required.",
        { CustomerId.Length: > MaxCustomerId } => $"customer.customerId has at most {MaxCustomerId} characters.",
        _ => LongName(request),
    };

    private static string? Galaxia(PaymentWindowRequest request) => request.Customer switch
    {
        null or { CustomerId: null or "" } => "customer.customerId is required.",
        { CustomerId.Length: > MaxCustomerId } => $"customer.customerId has at most {MaxCustomerId} characters.",
        { PhoneNumber: null or "" } when request.PayMethod == PayMethod.Transfer =>
            "customer.phoneNumber is required for TRANSFER.",
        _ => null,
    };

    private static string? Ksnet(PaymentWindowRequest request)
    {
        if (request.Customer is null or { Name: null or "" })
        {
            return "customer.fullName is required.";
        }

        if (request.EasyPay?.EasyPayProvider is not { } wallet)
        {
            return null;
        }

        var details = request.StoreDetails ?? new();
        return wallet switch
        {
            _ when !IsTrue(request.Bypass, "ksnet", "easyPayDirect") => "bypass.ksnet.easyPayDirect is required.",
            _ when request.ProductType is null => "productType is required.",
            "NAVERPAY" or "PAYCO" when details.BusinessName is null or "" => "storeDetails.businessName is required.",
            "PAYCO" when details.BusinessRegistrationNumber is null or "" =>
                "storeDetails.businessRegistrationNumber is required.",
            "KAKAOPAY" when details is { CeoFullName: null or "" } or { Address: null or "" } =>
                "storeDetails.ceoFullName and address are required.",
            "KAKAOPAY" when details.PhoneNumber is null or "" => "storeDetails.phoneNumber is required.",
            "KAKAOPAY" or "PAYCO" when request.Customer.Email is null or "" => "customer.email is required.",
            "KAKAOPAY" or "PAYCO" when request.Customer.PhoneNumber is null or "" =>
                "customer.phoneNumber is required.",
            _ => null,
        };
    }

    private static string? NaverPay(PaymentWindowRequest request)
    {
        if (request.TotalAmount < NaverPayMinimum)
        {
            return "NAVERPAY takes 100 KRW at least.";
        }

        var items = Find(request.Bypass, "naverpay", "productItems");
        return items is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0
            && list.EnumerateArray().All(IsProductItem)
                ? null
                : "bypass.naverpay.productItems is required, each with categoryType, categoryId, uid, name and count.";
    }

    private static bool IsProductItem(JsonElement item) =>
        new[] { "categoryType", "categoryId", "uid", "name" }.All(name =>
            item.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() != "")
        && item.TryGetProperty("count", out var count) && count.ValueKind == JsonValueKind.Number;

    private static string? LongName(PaymentWindowRequest request) =>
        Encoding.UTF8.GetByteCount(request.OrderName) > MaxOrderNameBytes
            ? $"orderName has at most {MaxOrderNameBytes} bytes."
            : null;

    private static IReadOnlyList<string?>? In(JsonElement? bypass, string provider, string name) =>
        Find(bypass, provider, name) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Select(item => item.GetString())]
            : null;

    private static bool IsTrue(JsonElement? bypass, string provider, string name) =>
        Find(bypass, provider, name) is { ValueKind: JsonValueKind.True };

    private static JsonElement? Find(JsonElement? bypass, string provider, string name) =>
        bypass is { ValueKind: JsonValueKind.Object } all
        && all.TryGetProperty(provider, out var own) && own.ValueKind == JsonValueKind.Object
        && own.TryGetProperty(name, out var value)
            ? value
            : null;
}
