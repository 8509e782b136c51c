// The channels of PortOne's console through which the shop takes money, and what a shopper can choose among them. Both
// come from configuration as JSON, because a channel's parameters differ by provider.
using System.Text.Json.Nodes;

namespace Shop.Web.PortOne;

/// <summary>A channel for payments (<c>PortOne:PaymentChannels</c>, a JSON array).</summary>
/// <param name="Key">The channel key of PortOne's console.</param>
/// <param name="Provider">The channel's provider, one of <see cref="PaymentProvider.All"/>.</param>
/// <param name="Methods">CARD, TRANSFER, EASY_PAY: those under contract. All that the provider has, if absent.</param>
/// <param name="Wallets">Wallets that are offered by name, such as KAKAOPAY, instead of EASY_PAY.</param>
/// <param name="CategoryType">NaverPay's type of the goods; ETC if absent.</param>
/// <param name="CategoryId">NaverPay's class of the goods; ETC if absent.</param>
/// <param name="Parameters">Further parameters of <c>requestPayment</c>, added to the shop's own.</param>
public sealed record PaymentChannel(
    string Key,
    string Provider,
    IReadOnlyList<string>? Methods = null,
    IReadOnlyList<string>? Wallets = null,
    string CategoryType = "ETC",
    string CategoryId = "ETC",
    JsonObject? Parameters = null)
{
    /// <exception cref="FormatException">The message says what is wrong and what to do.</exception>
    public static IReadOnlyList<PaymentChannel> Parse(string json)
    {
        var channels = ChannelJson.Read<List<PaymentChannel>>(json);
        if (channels.Count == 0)
        {
            throw new FormatException("There is no channel. Add one with its key and provider.");
        }

        channels.ForEach(channel => channel.Validate());
        var twice = channels.SelectMany(channel => channel.Options()).CountBy(option => option.Id)
            .FirstOrDefault(counted => counted.Value > 1).Key;
        return twice is null
            ? channels
            : throw new FormatException($"Two channels offer {twice}. Name the methods of each channel.");
    }

    /// <summary>The payment options of this channel, in the order in which they are shown.</summary>
    public IEnumerable<PaymentOption> Options() => (Methods ?? Company.Methods).SelectMany(OptionsOf);

    private PaymentProvider Company => PaymentProvider.Find(Provider)!;

    private IEnumerable<PaymentOption> OptionsOf(string method) => (method, Company.OwnWallet, Wallets) switch
    {
        (PaymentMethod.EasyPay, { } own, _) => [new(own, this, method)],
        (PaymentMethod.EasyPay, null, { Count: > 0 } wallets) =>
            wallets.Select(wallet => new PaymentOption(wallet, this, method, wallet)),
        _ => [new(method, this, method)],
    };

    private void Validate()
    {
        if (Key.Length == 0)
        {
            throw new FormatException("A channel has no key. Copy it from PortOne's console.");
        }

        var provider = PaymentProvider.Find(Provider) ?? throw new FormatException(
            $"The provider {Provider} of channel {Key} cannot be used: the shop opens "
            + $"{string.Join(", ", PaymentProvider.All.Select(known => known.Name))}.");
        if ((Methods ?? []).FirstOrDefault(method => !provider.Methods.Contains(method)) is { } unknown)
        {
            throw new FormatException(
                $"{Provider} has no method {unknown} in this shop. It has {string.Join(", ", provider.Methods)}.");
        }

        if ((Wallets ?? []).FirstOrDefault(wallet => !provider.Wallets.Contains(wallet)) is { } missing)
        {
            throw new FormatException(
                $"{Provider} does not open {missing} directly. It opens {string.Join(", ", provider.Wallets)}.");
        }
    }
}

/// <summary>A payment option that the shopper can choose.</summary>
/// <param name="Id">A method, or the name of a wallet; unique among all channels.</param>
/// <param name="Channel">The channel that processes the payment.</param>
/// <param name="Method">PortOne's <c>payMethod</c>.</param>
/// <param name="Wallet">PortOne's <c>easyPayProvider</c>, if the wallet is called directly.</param>
public sealed record PaymentOption(string Id, PaymentChannel Channel, string Method, string? Wallet = null)
{
    public PaymentProvider Provider => PaymentProvider.Find(Channel.Provider)!;

    public bool Takes(long amountWon) => amountWon >= Provider.MinAmountWon;
}
