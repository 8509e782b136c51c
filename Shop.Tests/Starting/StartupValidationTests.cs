using Aspire.Hosting.Testing;

namespace Shop.Tests.Starting;

/// <summary>A service with an invalid configuration prints the reason in one line and exits with an error.</summary>
[Collection(RunningShop.Shared)]
public sealed class StartupValidationTests(RunningShop shop)
{
    private const string Key = "a2V5IG9mIGEgdGVzdCwgMzIgYnl0ZXMgbG9uZyAhISE=";
    private const string PublicCredential = "development-service-credential-0001";
    private const string PublicKey = "ZGV2ZWxvcG1lbnQtYWNjb3VudC1rZXktMzItYnl0ZXM="; // "development-account-key-…"

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    public async Task Data_key_that_does_not_decrypt_is_refused(string service) =>
        await AssertRefusedAsync(service, "Data:Key does not decrypt", ("Data__Key", Key));

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    public async Task Development_secrets_are_refused_in_production(string service)
    {
        var production = ("ASPNETCORE_ENVIRONMENT", "Production");
        var database = $"{service.ToLowerInvariant()}db";
        var login = await shop.App.GetConnectionStringAsync($"{database}-login");

        await AssertRefusedAsync(
            service, "Service:Credential has the development value", production,
            ("Service__Credential", PublicCredential));
        await AssertRefusedAsync(
            service, $"The password in ConnectionStrings:{database} has the development value", production,
            // The last of several passwords in a connection string is used.
            ($"ConnectionStrings__{database}", $"{login};Password=development-login-0001"));
        await AssertRefusedAsync(service, "Data:Key has the development value", production, ("Data__Key", PublicKey));
        if (service == "Account")
        {
            await AssertRefusedAsync(
                service, "Identity:CiPeppers has the development value", production,
                ("Identity__CiPeppers", PublicKey));
        }
    }

    [Fact]
    public async Task Weak_password_hashing_is_refused_in_production() => await AssertRefusedAsync(
        "Account", "below the 220000",
        ("ASPNETCORE_ENVIRONMENT", "Production"), ("Passwords__Iterations", "219999"));

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    public async Task Missing_setting_is_refused(string service) =>
        await AssertRefusedAsync(service, "PortOne", ("PortOne__StoreId", ""));

    [Fact]
    public async Task All_missing_settings_are_named()
    {
        var missing = new[] { ("PortOne__StoreId", ""), ("PortOne__WebhookSecrets", ""), ("Service__Credential", "") };

        await AssertRefusedAsync("Commerce", "PortOne:StoreId is missing. Start through the AppHost", missing);
        await AssertRefusedAsync("Commerce", "PortOne:WebhookSecrets is missing", missing);
        await AssertRefusedAsync("Commerce", "Service:Credential is missing", missing);
    }

    [Theory]
    [InlineData("Account", "SigningKeys:LookEvery", "00:00:00")]
    [InlineData("Account", "Identity:CiPeppers", "c2hvcnQ=")]
    [InlineData("Commerce", "Money:LookEvery", "-00:00:01")]
    [InlineData("Commerce", "PortOne:BaseUrl", "api.portone.io")]
    [InlineData("Web", "PortOne:SdkUrl", "browser-sdk.js")]
    [InlineData("PortOne.Sandbox", "Sandbox:ApiSecret", "")]
    public async Task Invalid_setting_is_refused(string service, string setting, string value) =>
        await AssertRefusedAsync(service, setting, (setting.Replace(":", "__"), value));

    [Theory]
    [InlineData("shop.example")]
    [InlineData("ftp://shop.example")]
    [InlineData("https://shop.example/front?from=here")]
    public async Task Invalid_public_address_is_refused(string address) =>
        await AssertRefusedAsync("Web", "Shop:PublicAddress", ("Shop__PublicAddress", address));

    [Theory]
    [InlineData("Account")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    [InlineData("PortOne.Sandbox")]
    public async Task Occupied_address_is_refused(string service) =>
        await AssertRefusedAsync(
            service, "address already in use", ("Kestrel__Endpoints__http__Url", shop.WebAddress.ToString()));

    private async Task AssertRefusedAsync(string service, string why, params (string Name, string Value)[] changed)
    {
        await using var process = await ServiceProcess.StartAsync(shop, service, changed);

        ProcessAssert.FailedWithOneLine(await process.EndsAsync(), $"{service} cannot start: ", why);
    }
}
