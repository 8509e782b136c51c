// Builds the parameters with which the page opens PortOne's payment window: common ones for every provider, and those
// that the chosen provider needs (PaymentProvider.cs). windowType is never sent, because each provider allows one pair
// and uses it by default.
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Shop.Web.PortOne;

/// <summary>The buyer's data that PortOne and the provider receive.</summary>
/// <param name="AccountId">Sent as a hash of 20 digits, the length that Smartro and Galaxia accept.</param>
/// <param name="Email">Empty if the shopper has given none.</param>
public sealed record Buyer(string AccountId, string Name, string Phone, string Email);

public static class PaymentWindowRequest
{
    private const long SmallAmountWon = 1_000;
    private const int CustomerIdLength = 20;

    /// <summary>The request, without the address to return to, which the page adds.</summary>
    public static JsonObject Build(
        string storeId, PaymentOption option, OrderDetailReply order, Buyer buyer, Seller seller, bool isKorean)
    {
        var provider = option.Provider;
        var first = order.Lines[0].Name;
        var request = new JsonObject
        {
            ["storeId"] = storeId,
            ["channelKey"] = option.Channel.Key,
            ["paymentId"] = order.PaymentKey,
            ["orderName"] = WindowOrderName.For(first, provider.ListsProducts ? 1 : order.Lines.Count, isKorean),
            ["totalAmount"] = order.AmountWon,
            ["currency"] = Currencies.Won,
            ["payMethod"] = option.Method,
            ["customer"] = CustomerOf(buyer, provider, seller),
        };
        if (provider.TakesLocale)
        {
            request["locale"] = isKorean ? "KO_KR" : "EN_US";
        }

        AddWallet(request, option, seller);
        if (provider.SmallAmountBypass is { } bypass && order.AmountWon < SmallAmountWon)
        {
            // Desktop and mobile use different names for this parameter. The provider ignores the other one.
            AddBypass(request, bypass, new()
            {
                ["acceptmethod"] = new JsonArray("below1000"),
                ["P_RESERVED"] = new JsonArray("below1000=Y"),
            });
        }

        if (provider.ListsProducts)
        {
            AddBypass(request, "naverpay", new() { ["productItems"] = ProductsOf(order, option.Channel) });
        }

        request.Merge(option.Channel.Parameters);
        return request;
    }

    private static JsonObject CustomerOf(Buyer buyer, PaymentProvider provider, Seller seller)
    {
        var customer = new JsonObject
        {
            ["customerId"] = Convert.ToHexStringLower(SHA256.HashData(
                System.Text.Encoding.UTF8.GetBytes(buyer.AccountId)))[..CustomerIdLength],
            ["fullName"] = buyer.Name,
            ["phoneNumber"] = buyer.Phone,
        };

        // If the shopper has no address that the provider accepts, the seller gets the receipt and can forward it.
        var email = buyer.Email.Length > 0 && provider.TakesEmail(buyer.Email) ? buyer.Email : seller.Email;
        if (email.Length > 0)
        {
            customer["email"] = email;
        }

        return customer;
    }

    private static void AddWallet(JsonObject request, PaymentOption option, Seller seller)
    {
        if (option.Wallet is not { } wallet)
        {
            return;
        }

        var easyPay = new JsonObject { ["easyPayProvider"] = wallet };
        if (option.Provider.WalletsWithCardOnly.Contains(wallet))
        {
            easyPay["availablePayMethods"] = new JsonArray(PaymentMethod.Card);
        }

        request["easyPay"] = easyPay;
        if (option.Provider.NamesSeller)
        {
            request["productType"] = "REAL";
            request["storeDetails"] = new JsonObject
            {
                ["businessName"] = seller.Name,
                ["ceoFullName"] = seller.Owner,
                ["address"] = seller.Address,
                ["phoneNumber"] = DigitsOf(seller.Phone),
                ["businessRegistrationNumber"] = DigitsOf(seller.BusinessNumber),
            };
            AddBypass(request, "ksnet", new() { ["easyPayDirect"] = true });
        }
    }

    private static JsonArray ProductsOf(OrderDetailReply order, PaymentChannel channel) =>
        new([.. order.Lines.Select(line => new JsonObject
        {
            ["categoryType"] = channel.CategoryType,
            ["categoryId"] = channel.CategoryId,
            ["uid"] = $"{line.ProductId}",
            ["name"] = line.Name,
            ["count"] = line.Quantity,
        })]);

    private static void AddBypass(JsonObject request, string provider, JsonObject parameters) =>
        request.Merge(new() { ["bypass"] = new JsonObject { [provider] = parameters } });

    private static string DigitsOf(string text) => string.Concat(text.Where(char.IsAsciiDigit));
}
