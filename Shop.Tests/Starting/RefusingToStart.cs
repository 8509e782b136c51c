using Aspire.Hosting.Testing;

namespace Shop.Tests.Starting;

/// <summary>A service that must not start says why in one line, and its process fails.</summary>
[Collection(RunningShop.Shared)]
public sealed class RefusingToStart(RunningShop shop)
{
    private const string Key = "a2V5IG9mIGEgdGVzdCwgMzIgYnl0ZXMgbG9uZyAhISE=";
    private const string PublicCredential = "development-service-credential-0001";
    private const string PublicKey = "ZGV2ZWxvcG1lbnQtYWNjb3VudC1rZXktMzItYnl0ZXM="; // "development-account-key-…"

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    public async Task With_a_key_that_does_not_open_what_is_sealed(string service) =>
        await RefusesAsync(service, "Data:Key does not decrypt", ("Data__Key", Key));

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    public async Task With_secrets_that_everyone_knows_where_it_runs_for_real(string service)
    {
        var production = ("ASPNETCORE_ENVIRONMENT", "Production");
        var database = $"{service.ToLowerInvariant()}db";
        var login = await shop.App.GetConnectionStringAsync($"{database}-login");

        await RefusesAsync(
            service, "Service:Credential has the development value", production,
            ("Service__Credential", PublicCredential));
        await RefusesAsync(
            service, $"The password in ConnectionStrings:{database} has the development value", production,
            // The last of several passwords in a connection string is used.
            ($"ConnectionStrings__{database}", $"{login};Password=development-login-0001"));
        await RefusesAsync(service, "Data:Key has the development value", production, ("Data__Key", PublicKey));
        if (service == "Account")
        {
            await RefusesAsync(
                service, "Identity:CiPeppers has the development value", production,
                ("Identity__CiPeppers", PublicKey));
        }
    }

    [Fact]
    public async Task With_passwords_that_are_hashed_too_weakly_where_it_runs_for_real() => await RefusesAsync(
        "Account", "below the 220000",
        ("ASPNETCORE_ENVIRONMENT", "Production"), ("Passwords__Iterations", "219999"));

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    public async Task Without_a_setting(string service) =>
        await RefusesAsync(service, "PortOne", ("PortOne__StoreId", ""));

    [Fact]
    public async Task Without_several_settings_it_names_all_of_them_in_one_line()
    {
        var missing = new[] { ("PortOne__StoreId", ""), ("PortOne__WebhookSecrets", ""), ("Service__Credential", "") };

        await RefusesAsync("Commerce", "PortOne:StoreId is missing. Start through the AppHost", missing);
        await RefusesAsync("Commerce", "PortOne:WebhookSecrets is missing", missing);
        await RefusesAsync("Commerce", "Service:Credential is missing", missing);
    }

    [Theory]
    [InlineData("Account", "SigningKeys:LookEvery", "00:00:00")]
    [InlineData("Account", "Identity:CiPeppers", "c2hvcnQ=")]
    [InlineData("Commerce", "Money:LookEvery", "-00:00:01")]
    [InlineData("Commerce", "PortOne:BaseUrl", "api.portone.io")]
    [InlineData("Web", "PortOne:SdkUrl", "browser-sdk.js")]
    [InlineData("PortOne.Sandbox", "Sandbox:ApiSecret", "")]
    public async Task With_a_setting_that_makes_no_sense(string service, string setting, string value) =>
        await RefusesAsync(service, setting, (setting.Replace(":", "__"), value));

    [Theory]
    [InlineData("shop.example")]
    [InlineData("ftp://shop.example")]
    [InlineData("https://shop.example/front?from=here")]
    public async Task With_a_public_address_that_is_none(string address) =>
        await RefusesAsync("Web", "Shop:PublicAddress", ("Shop__PublicAddress", address));

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    [InlineData("PortOne.Sandbox")]
    public async Task At_an_address_where_another_listens(string service) =>
        await RefusesAsync(
            service, "address already in use", ("Kestrel__Endpoints__http__Url", shop.WebAddress.ToString()));

    private async Task RefusesAsync(string service, string why, params (string Name, string Value)[] changed)
    {
        await using var process = await ServiceProcess.StartAsync(shop, service, changed);

        ProcessAssert.FailedWithOneLine(await process.EndsAsync(), $"{service} cannot start: ", why);
    }
}
