using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Hosting;
using Shop.Commerce.Orders.Addresses;
using Shop.ServiceDefaults;

namespace Shop.UnitTests.Orders;

/// <summary>
/// An Idempotency-Key is stored with the hash of its request, so a release must hash the same request to the same
/// bytes.
/// </summary>
public sealed class RequestHashTests
{
    [Fact]
    public void Hash_of_a_request_is_the_one_that_earlier_releases_stored()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["Data:Key"] = Convert.ToBase64String(new byte[32]);
        var encryption = new ShippingEncryption(new EphemeralDataProtectionProvider(), DataKey.Read(builder));
        var shipping = new Shipping("Kim Haneul", "01012345678", "04524", "Sejong-daero 110");
        var request = new OrderRequest(shipping, [new(7, 2)], ExpectedTotalWon: 25_800);

        var hash = encryption.HashOf(request);
        var withEmail = encryption.HashOf(request with { Shipping = shipping with { Email = "kim@example.com" } });

        Assert.Equal(
            "6cef39e8c5dc5c4071271f7e9681998fe6624b29ff9f52887bd86fed81a1c9be", Convert.ToHexStringLower(hash));
        Assert.NotEqual(hash, withEmail);
    }
}
