using System.Net;
using System.Net.Http.Json;
using Shop.Tests.Starting;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.Shared)]
public sealed class IdentityProviderUnavailableTests(RunningShop shop)
{
    /// <summary>The storefront acts as a proxy that does not know the address.</summary>
    [Fact]
    public async Task Response_404_from_a_proxy_means_the_provider_is_unavailable()
    {
        await using var account = await ServiceProcess.StartAsync(
            shop, "Account", ("PortOne__BaseUrl", shop.WebAddress.ToString()));
        await account.AnswersAsync();

        var answer = await account.Http.PostAsJsonAsync(
            "/sign-up", new SignUpRequest(NewLoginId(), Shopper.Password, "a-verification"));

        await IsRefusedAsync(answer, HttpStatusCode.ServiceUnavailable, ProblemCodes.ProviderUnavailable);
    }
}
