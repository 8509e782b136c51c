using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Compat.Tests.Grpc;

/// <summary>Starts Kestrel on a free port.</summary>
public static class EchoHost
{
    public static Task<WebApplication> StartAsync() => StartAsync(_ => { }, app => app.MapGrpcService<EchoService>());

    public static async Task<WebApplication> StartAsync(
        Action<IServiceCollection> configure, Action<WebApplication> map, HttpProtocols protocols = HttpProtocols.Http2)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<GoneCallers>();
        configure(builder.Services);
        var app = builder.Build();
        map(app);
        await app.StartAsync();
        return app;
    }

    public static int Port(this WebApplication app) => new Uri(Address(app)).Port;

    public static string Address(this WebApplication app) => app.Services.GetRequiredService<IServer>()
        .Features.Get<IServerAddressesFeature>()!.Addresses.Single();
}
