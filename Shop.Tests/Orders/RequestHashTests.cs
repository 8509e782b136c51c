using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Hosting;
using Shop.Commerce.Orders.Addresses;
using Shop.ServiceDefaults;

namespace Shop.Tests.Orders;

/// <summary>
/// An Idempotency-Key is stored with the hash of its request, so a release must hash the same request to the same
/// bytes.
/// </summary>
public sealed class RequestHashTests
{
    private static readonly OrderRequest Request = new(
        new("Kim Haneul", "01012345678", "04524", "Sejong-daero 110"), [new(7, 2)], ExpectedTotalWon: 25_800);

    [Fact]
    public void Request_without_an_email_is_hashed_as_before_the_field_existed() => Assert.Equal(
        """
        {"Shipping":{"Recipient":"Kim Haneul","Phone":"01012345678","PostalCode":"04524",
        "Address1":"Sejong-daero 110","Address2":null},"Lines":[{"ProductId":7,"Quantity":2}],
        "CartVersion":null,"ExpectedTotalWon":25800}
        """.ReplaceLineEndings(""),
        JsonSerializer.Serialize(Request));

    [Fact]
    public void Hash_of_a_request_is_the_one_that_earlier_releases_stored()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["Data:Key"] = Convert.ToBase64String(new byte[32]);
        var shipping = new ShippingEncryption(new EphemeralDataProtectionProvider(), DataKey.Read(builder));

        var hash = Convert.ToHexStringLower(shipping.HashOf(Request));
        var withEmail = shipping.HashOf(
            Request with { Shipping = Request.Shipping with { Email = "kim@example.com" } });

        Assert.Equal("6cef39e8c5dc5c4071271f7e9681998fe6624b29ff9f52887bd86fed81a1c9be", hash);
        Assert.NotEqual(hash, Convert.ToHexStringLower(withEmail));
    }
}
