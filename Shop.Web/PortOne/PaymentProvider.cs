// What each payment company behind PortOne needs, as PortOne's guides (pg/v2) and SDK 0.1.11 state it. The shop offers
// CARD, EASY_PAY and TRANSFER; a provider's other methods are left out.
namespace Shop.Web.PortOne;

/// <summary>A payment company, as PortOne's <c>pgProvider</c> names it.</summary>
/// <param name="Name">PortOne's <c>pgProvider</c>.</param>
/// <param name="Methods">The methods that this shop can offer through it.</param>
/// <param name="Wallets">The wallets that it opens directly (<c>easyPay.easyPayProvider</c>).</param>
public sealed record PaymentProvider(string Name, IReadOnlyList<string> Methods, params IReadOnlyList<string> Wallets)
{
    private static readonly string[] AllMethods = [PaymentMethod.Card, PaymentMethod.Transfer, PaymentMethod.EasyPay];
    private static readonly string[] MainWallets =
        ["KAKAOPAY", "NAVERPAY", "TOSSPAY", "PAYCO", "SAMSUNGPAY", "APPLEPAY", "SSGPAY", "LPAY"];

    public static readonly IReadOnlyList<PaymentProvider> All =
    [
        new("TOSSPAYMENTS", AllMethods, MainWallets) { TakesLocale = true },
        new("KCP_V2", AllMethods, MainWallets) { TakesLocale = true },
        new("INICIS_V2", AllMethods, MainWallets)
        {
            TakesLocale = true, NeedsEmail = true, TakesPlainEmailOnly = true, SmallAmountBypass = "inicis_v2",
        },
        new("WELCOME", AllMethods, "KAKAOPAY", "NAVERPAY", "TOSSPAY", "PAYCO", "LPAY")
        {
            TakesLocale = true, NeedsEmail = true, SmallAmountBypass = "welcome",
        },

        // SSG Pay opened directly offers bank accounts only, so it is offered only inside NICE's window.
        new("NICE_V2", AllMethods,
            "KAKAOPAY", "NAVERPAY", "TOSSPAY", "PAYCO", "SAMSUNGPAY", "APPLEPAY", "SKPAY", "LPAY")
        {
            WalletsWithCardOnly = ["NAVERPAY", "TOSSPAY"],
        },
        new("SMARTRO_V2", AllMethods,
            "KAKAOPAY", "NAVERPAY", "TOSSPAY", "PAYCO", "SAMSUNGPAY", "SKPAY", "LPAY", "PINPAY", "LINEPAY", "TMONEY"),
        new("KSNET", AllMethods, "KAKAOPAY", "NAVERPAY", "PAYCO", "LPAY") { NeedsEmail = true, NamesSeller = true },
        new("KPN", AllMethods, "KAKAOPAY", "TOSSPAY", "PAYCO", "SAMSUNGPAY") { TakesLocale = true },
        new("GALAXIA", AllMethods, "KAKAOPAY", "NAVERPAY", "TOSSPAY", "PAYCO", "SAMSUNGPAY", "APPLEPAY"),
        new("KAKAOPAY", [PaymentMethod.EasyPay]) { OwnWallet = "KAKAOPAY", TakesLocale = true },
        new("NAVERPAY", [PaymentMethod.EasyPay])
        {
            OwnWallet = "NAVERPAY", TakesLocale = true, ListsProducts = true, MinAmountWon = 100, IsPopup = true,
        },
        new("TOSSPAY_V2", [PaymentMethod.EasyPay]) { OwnWallet = "TOSSPAY" },
    ];

    /// <summary>The wallet that the provider itself is, opened without <c>easyPayProvider</c>; null if none.</summary>
    public string? OwnWallet { get; private init; }
    /// <summary>True if it accepts a <c>locale</c>: it uses it or ignores it.</summary>
    public bool TakesLocale { get; private init; }
    /// <summary>True if it requires the buyer's e-mail address, on a desktop or for some methods.</summary>
    public bool NeedsEmail { get; private init; }
    /// <summary>True if it rejects an e-mail address with special characters other than @ and a dot.</summary>
    public bool TakesPlainEmailOnly { get; private init; }
    /// <summary>Wallets that it opens only with the funding source stated; the shop asks for cards.</summary>
    public IReadOnlyList<string> WalletsWithCardOnly { get; private init; } = [];
    /// <summary>The bypass that must allow amounts below 1,000 won; null if they need no permission.</summary>
    public string? SmallAmountBypass { get; private init; }
    /// <summary>True if opening a wallet directly requires the seller's name.</summary>
    public bool NamesSeller { get; private init; }
    /// <summary>True if it requires every line of the order. It adds "and N more" to the order's name itself.</summary>
    public bool ListsProducts { get; private init; }
    /// <summary>True if its window is a pop-up on a desktop. Browsers open a pop-up only after a click.</summary>
    public bool IsPopup { get; private init; }
    /// <summary>The smallest amount that it accepts, in won.</summary>
    public long MinAmountWon { get; private init; } = 1;

    public bool TakesEmail(string email) => !TakesPlainEmailOnly
        || email.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '@' or '.');

    /// <summary>The provider of this name; null if this shop cannot open it.</summary>
    public static PaymentProvider? Find(string name) => All.FirstOrDefault(provider => provider.Name == name);
}

public static class PaymentMethod
{
    public const string Card = "CARD";
    public const string Transfer = "TRANSFER";
    public const string EasyPay = "EASY_PAY";
}
