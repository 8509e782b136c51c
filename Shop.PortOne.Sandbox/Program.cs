// Simulates PortOne over HTTP for development and tests: its API, its browser SDK and window, its webhooks, and a
// control interface under /sandbox that the real PortOne does not have.
using Shop.PortOne.Sandbox.Api;
using Shop.PortOne.Sandbox.Control;
using Shop.PortOne.Sandbox.Faults;
using Shop.PortOne.Sandbox.IdentityVerifications;
using Shop.PortOne.Sandbox.Payments;
using Shop.PortOne.Sandbox.Store;
using Shop.PortOne.Sandbox.Webhooks;
using Shop.PortOne.Sandbox.Window;
using Shop.ServiceDefaults;

return await ServiceHost.RunAsync("PortOne.Sandbox", () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddSettings<SandboxSettings>(SandboxSettings.Section);
    builder.Services.AddSingleton<SandboxChannels>();
    builder.Services.AddSingleton<SandboxStore>();
    builder.Services.AddSingleton<FaultyNetwork>();
    builder.Services.AddSingleton<Callers>();
    builder.Services.AddSingleton<IssueTokens>();
    builder.Services.AddSingleton<ApiEndpoint>();
    builder.Services.AddSingleton<LocalDoor>();

    builder.Services.AddSingleton<OpenPayment>();
    builder.Services.AddSingleton<ApprovePayment>();
    builder.Services.AddSingleton<FailPayment>();
    builder.Services.AddSingleton<IssueVirtualAccount>();
    builder.Services.AddSingleton<CloseVirtualAccount>();
    builder.Services.AddSingleton<PreRegisterPayment>();
    builder.Services.AddSingleton<CancelPayment>();
    builder.Services.AddSingleton<SettleCancellation>();
    builder.Services.AddSingleton<ListPayments>();

    builder.Services.AddSingleton<OpenIdentityVerification>();
    builder.Services.AddSingleton<SendIdentityVerification>();
    builder.Services.AddSingleton<ListIdentityVerifications>();

    builder.Services.AddSingleton<AnnounceTransaction>();
    builder.Services.AddSingleton<PostWebhook>();
    builder.Services.AddSingleton<ResendWebhook>();
    builder.Services.AddHostedService<SendWebhooks>();
    builder.Services.AddHttpClient(PostWebhook.ClientName, client => client.Timeout = PostWebhook.Timeout)
        .AddServiceDiscovery()
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false });

    builder.Services.AddCors(WindowEndpoints.AllowShops);
    builder.Services.AddSingleton<OpenPaymentWindow>();
    builder.Services.AddSingleton<PaymentWindow>();
    builder.Services.AddSingleton<OpenIdentityWindow>();
    builder.Services.AddSingleton<IdentityWindow>();

    builder.Services.AddSingleton<ControlPayment>();
    builder.Services.AddSingleton<ControlDispute>();
    builder.Services.AddSingleton<ControlIdentityVerification>();

    var app = builder.Build();
    app.ValidateSettings();
    app.UseJsonErrors();
    app.UseRouting();
    app.UseExactIds();
    app.UseCors();
    app.MapDefaultEndpoints();
    app.MapTokens();
    app.MapPayments();
    app.MapIdentityVerifications();
    app.MapWindow();
    app.MapControl();

    return Task.FromResult(app);
});
