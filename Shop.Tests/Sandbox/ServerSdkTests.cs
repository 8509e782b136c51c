// Runs PortOne's own server SDK in Node against the sandbox.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Shop.Tests.Sandbox;

[Collection(SharedSandbox.Name)]
public sealed class ServerSdkTests(SandboxProcess sandbox)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(3);
    private static readonly Lazy<Task<string>> WithPackages = new(InstallAsync);

    [Fact]
    public async Task PortOnes_server_SDK_works_with_the_sandbox()
    {
        var payment = await sandbox.PaidPaymentAsync();
        var verification = await sandbox.ControlAsync(
            "identity-verifications", new { customer = new { name = "홍길동", birthDate = "1990-03-15" } });
        var webhooks = await sandbox.Webhooks.WaitForAsync(payment, 2);

        var (exitCode, output) = await RunAsync("node", "real-clients.mjs", new()
        {
            ["SANDBOX"] = sandbox.Address.ToString(),
            ["SECRET"] = SandboxProcess.ApiSecret,
            ["STORE"] = SandboxProcess.StoreId,
            ["PAYMENT"] = payment,
            ["VERIFICATION"] = verification["id"]!.GetValue<string>(),
            ["UNKNOWN"] = SandboxProcess.NewId(),
            ["WEBHOOKS"] = JsonSerializer.Serialize(webhooks, JsonSerializerOptions.Web),
            ["WEBHOOK_SECRETS"] = $"{SandboxProcess.FirstWebhookSecret} {SandboxProcess.SecondWebhookSecret}",
        });

        Assert.True(exitCode == 0, output);
        Assert.Contains("all checks passed", output);
    }

    /// <summary>The folder of the scripts, with their packages.</summary>
    public static Task<string> FolderAsync() => WithPackages.Value;

    // Installs the packages once for concurrent tests, and again after package-lock.json has changed.
    private static async Task<string> InstallAsync()
    {
        var asked = new FileInfo(Path.Combine(Folder(), "package-lock.json"));
        var there = new FileInfo(Path.Combine(Folder(), "node_modules", ".package-lock.json"));
        if (!there.Exists || there.LastWriteTimeUtc < asked.LastWriteTimeUtc)
        {
            var (exitCode, output) = await RunAsync("npm", "ci --no-fund --no-audit", [], needsPackages: false);
            Assert.True(exitCode == 0, output);
        }

        return Folder();
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(
        string program, string arguments, Dictionary<string, string> environment, bool needsPackages = true)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = needsPackages ? await FolderAsync() : Folder(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output + await errors);
    }

    private static string Folder([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "RealClients");
}
