using System.Security.Claims;
using System.Text.Encodings.Web;
using Grpc.Core;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Compat.Tests.Grpc;

[Collection(Pairings.Running)]
public sealed class GuardedServices(Pairings pairings)
{
    [Theory]
    [InlineData(Pairing.GeneratedCallsKestrel)]
    [InlineData(Pairing.NodeCallsKestrel)]
    public async Task Who_shows_no_credential_is_unauthenticated(Pairing pairing)
    {
        await using var demanded = await StartAsync(app => app.MapGrpcService<EchoService>().RequireAuthorization());
        await using var onClass = await StartAsync(app => app.MapGrpcService<GuardedService>());
        await using var onMethod = await StartAsync(app => app.MapGrpcService<GuardedMethod>());
        var caller = pairings.Caller(pairing);
        var known = new Call("say") { Headers = [["x-credential", "shown"]] };

        foreach (var server in new[] { demanded, onClass, onMethod })
        {
            Assert.Equal(StatusCode.Unauthenticated, (await caller.MakeAsync(new Call("say"), server.Port())).Code);
            Assert.Equal(StatusCode.OK, (await caller.MakeAsync(known, server.Port())).Code);
        }

        Assert.Equal(StatusCode.OK, (await caller.MakeAsync(new Call("countGone"), onMethod.Port())).Code);
    }

    private static Task<WebApplication> StartAsync(Action<WebApplication> map) => EchoHost.StartAsync(
        services =>
        {
            services.AddAuthentication("shown").AddScheme<AuthenticationSchemeOptions, ShownCredential>("shown", null);
            services.AddAuthorization();
        },
        map);

    private sealed class ShownCredential(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory logger,
        UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
            Request.Headers.ContainsKey("x-credential")
                ? AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity("shown")), "shown"))
                : AuthenticateResult.NoResult());
    }

    [Authorize]
    private sealed class GuardedService : Echo.EchoBase
    {
        public override Task<Words> Say(Words request, ServerCallContext context) => Task.FromResult(request);
    }

    private sealed class GuardedMethod : Echo.EchoBase
    {
        [Authorize]
        public override Task<Words> Say(Words request, ServerCallContext context) => Task.FromResult(request);

        public override Task<Count> CountGone(Words request, ServerCallContext context) =>
            Task.FromResult(new Count());
    }
}
