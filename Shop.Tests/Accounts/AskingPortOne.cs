using System.Net;
using System.Net.Http.Json;
using Shop.Account;
using Shop.Tests.Starting;
using static Shop.Tests.Accounts.AccountDoor;

namespace Shop.Tests.Accounts;

[Collection(RunningShop.Shared)]
public sealed class AskingPortOne(RunningShop shop)
{
    /// <summary>The storefront stands for a proxy that knows no such address.</summary>
    [Fact]
    public async Task That_an_address_is_unknown_on_the_way_refuses_nobody_for_good()
    {
        await using var account = await ServiceProcess.StartAsync(
            shop, "Account", ("PortOne__BaseUrl", shop.WebAddress.ToString()));
        await account.AnswersAsync();

        var answer = await account.Http.PostAsJsonAsync(
            "/sign-up", new SignUpRequest(NewLoginId(), Shopper.Password, "a-verification"));

        await IsRefusedAsync(answer, HttpStatusCode.ServiceUnavailable, ProblemCodes.ProviderUnavailable);
    }
}
