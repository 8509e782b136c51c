// The services' own credential: what is said inside the house (gRPC, and the shopper's address that Web passes on) is
// believed only with it. One secret, from configuration, sent in a header and compared in constant time.
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Shop.ServiceDefaults;

/// <summary>Authentication between the services.</summary>
public static class ServiceCredential
{
    /// <summary>The authentication scheme, and the policy that demands it.</summary>
    public const string Scheme = "Service";

    /// <summary>The header that carries the credential.</summary>
    public const string HeaderName = "X-Service-Credential";

    /// <summary>The header in which Web passes on the shopper's address; believed only beside the credential.</summary>
    public const string ShopperAddressHeaderName = "X-Shopper-Address";

    private const string ConfigurationKey = "Service:Credential";

    // 128 random bits in base64 are 24 characters: anything shorter is not a secret.
    private const int ShortestCredential = 24;

    /// <summary>
    /// Accepts the credential from callers; endpoints demand it by <see cref="RequireServiceCredential"/>.
    /// </summary>
    public static TBuilder AddServiceCredential<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var credential = Read(builder);
        builder.Services.AddAuthentication()
            .AddScheme<CredentialOptions, CredentialHandler>(Scheme, options => options.Credential = credential);
        builder.Services.AddAuthorizationBuilder().AddPolicy(Scheme, policy => policy
            .AddAuthenticationSchemes(Scheme)
            .RequireAuthenticatedUser());
        return builder;
    }

    /// <summary>Only the shop's own services may call this.</summary>
    public static TConvention RequireServiceCredential<TConvention>(this TConvention endpoints)
        where TConvention : IEndpointConventionBuilder => endpoints.RequireAuthorization(Scheme);

    /// <summary>Sends the credential with each call of this client.</summary>
    public static IHttpClientBuilder AddServiceCredential(
        this IHttpClientBuilder client, IHostApplicationBuilder builder)
    {
        var credential = Read(builder);
        return client.AddHttpMessageHandler(() => new CredentialSender(credential));
    }

    /// <summary>True when the caller showed the credential, whatever else the endpoint accepts.</summary>
    public static async Task<bool> IsServiceCallAsync(this HttpContext context) =>
        (await context.AuthenticateAsync(Scheme)).Succeeded;

    private static string Read(IHostApplicationBuilder builder)
    {
        var credential = builder.Configuration[ConfigurationKey] ?? "";
        if (credential.Length < ShortestCredential)
        {
            throw new InvalidOperationException(
                $"{ConfigurationKey} is missing or shorter than {ShortestCredential} characters. "
                + "Start through the AppHost, or set it to the same random text for all services.");
        }

        DevelopmentSecrets.RefuseInProduction(builder.Environment, ConfigurationKey, credential);
        return credential;
    }

    private sealed class CredentialOptions : AuthenticationSchemeOptions
    {
        public string Credential { get; set; } = "";
    }

    private sealed class CredentialHandler(
        IOptionsMonitor<CredentialOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<CredentialOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var shown = Request.Headers[HeaderName].ToString();
            if (shown.Length == 0)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            // Hashed first: the comparison is constant in time only for equal lengths.
            var isOurs = CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(shown)),
                SHA256.HashData(Encoding.UTF8.GetBytes(Options.Credential)));
            if (!isOurs)
            {
                return Task.FromResult(AuthenticateResult.Fail("The service credential is wrong."));
            }

            var principal = new ClaimsPrincipal(new ClaimsIdentity(Scheme.Name));
            return Task.FromResult(AuthenticateResult.Success(new(principal, Scheme.Name)));
        }
    }

    private sealed class CredentialSender(string credential) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
        {
            request.Headers.Remove(HeaderName);
            request.Headers.Add(HeaderName, credential);
            return base.SendAsync(request, ct);
        }
    }
}
