using System.Text.Json;

namespace Shop.PortOne.Sandbox.Tests;

[Collection(SharedSandbox.Name)]
public sealed class ServerSdkTests(SandboxProcess sandbox)
{
    [Fact]
    public async Task PortOnes_server_SDK_works_with_the_sandbox()
    {
        await RealClients.InstalledAsync();
        var payment = await sandbox.PaidPaymentAsync();
        var verification = await sandbox.ControlAsync(
            "identity-verifications", new { customer = new { name = "홍길동", birthDate = "1990-03-15" } });
        var webhooks = await sandbox.Webhooks.WaitForAsync(payment, 2);

        var (exitCode, output, errors) = await ProgramProcess.RunAsync(
            "node", ["real-clients.mjs"], RealClients.Folder,
            ("SANDBOX", $"{sandbox.Address}"),
            ("SECRET", SandboxProcess.ApiSecret),
            ("STORE", SandboxProcess.StoreId),
            ("IDENTITY_CHANNEL", SandboxProcess.IdentityChannelKey),
            ("PAYMENT", payment),
            ("VERIFICATION", verification.Text("id")!),
            ("UNKNOWN", SandboxProcess.NewId()),
            ("WEBHOOKS", JsonSerializer.Serialize(webhooks, JsonSerializerOptions.Web)),
            ("WEBHOOK_SECRETS", $"{SandboxProcess.FirstWebhookSecret} {SandboxProcess.SecondWebhookSecret}"));

        Assert.True(exitCode == 0, output + errors);
        Assert.Contains("all checks passed", output);
    }
}

/// <summary>PortOne's published packages, and the scripts that use them.</summary>
internal static class RealClients
{
    public static readonly string Folder =
        Path.Combine(BuiltPrograms.Repository, "Shop.PortOne.Sandbox.Tests", "RealClients");

    private static readonly Lazy<Task> Installation = new(InstallAsync);

    /// <summary>Installs the packages once for all tests.</summary>
    public static Task InstalledAsync() => Installation.Value;

    // Installs again after package-lock.json has changed.
    private static async Task InstallAsync()
    {
        var wanted = new FileInfo(Path.Combine(Folder, "package-lock.json"));
        var installed = new FileInfo(Path.Combine(Folder, "node_modules", ".package-lock.json"));
        if (!installed.Exists || installed.LastWriteTimeUtc < wanted.LastWriteTimeUtc)
        {
            var npm = await ProgramProcess.RunAsync("npm", ["ci", "--no-fund", "--no-audit"], Folder);
            Assert.True(npm.ExitCode == 0, npm.Output + npm.Errors);
        }
    }
}
