using Aspire.Hosting.Testing;

namespace Shop.Tests.Startup;

/// <summary>A service with an invalid configuration prints the reason in one line and exits with an error.</summary>
[Collection(RunningShop.Shared)]
public sealed class StartupValidationTests(RunningShop shop)
{
    private const string OtherKey = "a2V5IG9mIGEgdGVzdCwgMzIgYnl0ZXMgbG9uZyAhISE=";
    private const string PublicCredential = "development-service-credential-0001";
    private const string PublicKey = "ZGV2ZWxvcG1lbnQtYWNjb3VudC1rZXktMzItYnl0ZXM="; // "development-account-key-…"

    [Theory]
    [InlineData("Account", "Data:Key", OtherKey, "Data:Key does not decrypt")]
    [InlineData("Commerce", "Data:Key", OtherKey, "Data:Key does not decrypt")]
    [InlineData("Web", "Data:Key", OtherKey, "Data:Key does not decrypt")]
    [InlineData("Account", "PortOne:StoreId", "", "PortOne")]
    [InlineData("Commerce", "PortOne:StoreId", "", "PortOne")]
    [InlineData("Web", "PortOne:StoreId", "", "PortOne")]
    [InlineData("Account", "SigningKeys:PollInterval", "00:00:00", "SigningKeys:PollInterval")]
    [InlineData("Account", "Identity:CiPeppers", "c2hvcnQ=", "Identity:CiPeppers")]
    [InlineData("Commerce", "Money:PollInterval", "-00:00:01", "Money:PollInterval")]
    [InlineData("Commerce", "PortOne:BaseUrl", "api.portone.io", "PortOne:BaseUrl")]
    [InlineData("Web", "PortOne:SdkUrl", "browser-sdk.js", "PortOne:SdkUrl")]
    [InlineData("Web", "Shop:PublicAddress", "shop.example", "Shop:PublicAddress")]
    [InlineData("Web", "Shop:PublicAddress", "ftp://shop.example", "Shop:PublicAddress")]
    [InlineData("Web", "Shop:PublicAddress", "https://shop.example/front?from=here", "Shop:PublicAddress")]
    [InlineData("PortOne.Sandbox", "Sandbox:ApiSecret", "", "Sandbox:ApiSecret")]
    public Task Invalid_setting_is_refused(string service, string setting, string value, string reason) =>
        AssertRefusedAsync(service, [(setting, value)], reason);

    [Theory]
    [InlineData("Account", "Service:Credential", PublicCredential, "has the development value")]
    [InlineData("Commerce", "Service:Credential", PublicCredential, "has the development value")]
    [InlineData("Web", "Service:Credential", PublicCredential, "has the development value")]
    [InlineData("Account", "Data:Key", PublicKey, "has the development value")]
    [InlineData("Commerce", "Data:Key", PublicKey, "has the development value")]
    [InlineData("Web", "Data:Key", PublicKey, "has the development value")]
    [InlineData("Account", "Identity:CiPeppers", PublicKey, "has the development value")]
    [InlineData("Account", "Passwords:MemoryKiB", "19455", "below the 19456")]
    [InlineData("Account", "Passwords:Passes", "1", "below the 2")]
    public Task Weak_secret_is_refused_in_production(string service, string setting, string value, string reason) =>
        AssertRefusedAsync(service, [("ASPNETCORE_ENVIRONMENT", "Production"), (setting, value)], setting, reason);

    [Theory]
    [InlineData("Account")]
    [InlineData("Admin")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    public async Task Development_password_of_the_database_is_refused_in_production(string service)
    {
        var setting = $"ConnectionStrings:{service.ToLowerInvariant()}db";
        var login = await shop.App.GetConnectionStringAsync($"{service.ToLowerInvariant()}db-login");

        await AssertRefusedAsync(
            service,
            // The last of several passwords in a connection string is used.
            [("ASPNETCORE_ENVIRONMENT", "Production"), (setting, $"{login};Password=development-login-0001")],
            $"The password in {setting} has the development value");
    }

    [Fact]
    public Task All_missing_settings_are_named() => AssertRefusedAsync(
        "Commerce", [("PortOne:StoreId", ""), ("PortOne:WebhookSecrets", ""), ("Service:Credential", "")],
        "PortOne:StoreId is missing. Start through the AppHost", "PortOne:WebhookSecrets is missing",
        "Service:Credential is missing");

    [Theory]
    [InlineData("Account")]
    [InlineData("Admin")]
    [InlineData("Commerce")]
    [InlineData("Web")]
    [InlineData("PortOne.Sandbox")]
    public Task Occupied_address_is_refused(string service) => AssertRefusedAsync(
        service, [("Kestrel:Endpoints:http:Url", $"{shop.WebAddress}")], "address already in use");

    private async Task AssertRefusedAsync(
        string service, (string Name, string Value)[] settings, params string[] reasons)
    {
        await using var process = await ServiceProcess.StartAsync(
            shop, service, [.. settings.Select(setting => (setting.Name.Replace(":", "__"), setting.Value))]);

        await process.FailsWithOneLineAsync($"{service} cannot start: ", reasons);
    }
}
