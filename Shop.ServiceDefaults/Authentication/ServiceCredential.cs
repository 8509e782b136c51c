// Authentication between the shop's services: a shared secret from configuration, sent in a header and compared in
// constant time. gRPC endpoints require it. Without the credential, Account ignores the shopper address header.
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Shop.ServiceDefaults.Authentication;

public static class ServiceCredential
{
    /// <summary>The header with the shopper's IP address, sent by Web. It is ignored without the credential.</summary>
    public const string ShopperIpHeaderName = "X-Shopper-Address";

    private const string Scheme = "Service"; // Also the policy that requires it.
    private const string HeaderName = "X-Service-Credential";
    private const string Section = "Service";
    private const string CredentialKey = $"{Section}:{nameof(ServiceCredentialSettings.Credential)}";

    // 128 random bits in base64 are 24 characters. Anything shorter could be guessed.
    private const int MinCredentialLength = 24;

    /// <summary>Accepts the credential; <see cref="RequireServiceCredential"/> requires it.</summary>
    public static void AddServiceCredential(this IHostApplicationBuilder builder)
    {
        AddSettings(builder.Services);
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, CredentialHandler>(Scheme, null);
        builder.Services.AddAuthorizationBuilder().AddPolicy(Scheme, policy => policy
            .AddAuthenticationSchemes(Scheme)
            .RequireAuthenticatedUser());
    }

    /// <summary>Requires the credential: other callers get 401.</summary>
    public static TConvention RequireServiceCredential<TConvention>(this TConvention endpoints)
        where TConvention : IEndpointConventionBuilder => endpoints.RequireAuthorization(Scheme);

    /// <summary>Sends the credential with each call of this client.</summary>
    public static IHttpClientBuilder AddServiceCredential(this IHttpClientBuilder client)
    {
        AddSettings(client.Services);
        return client.AddHttpMessageHandler(provider =>
            new CredentialSender(provider.GetRequiredService<ServiceCredentialSettings>().Credential));
    }

    /// <summary>True if the caller sent the credential; for endpoints that do not require it.</summary>
    public static async Task<bool> IsServiceCallAsync(this HttpContext context) =>
        (await context.AuthenticateAsync(Scheme)).Succeeded;

    private static void AddSettings(IServiceCollection services)
    {
        if (services.Any(service => service.ServiceType == typeof(ServiceCredentialSettings)))
        {
            return; // Already registered by another client or by the service.
        }

        services.AddSettings<ServiceCredentialSettings>(Section)
            .Validate(
                settings => settings.Credential.Length >= MinCredentialLength,
                Settings.Missing(
                    CredentialKey, "to the same random text for all services",
                    $"shorter than {MinCredentialLength} characters"))
            .RefuseDevelopmentValue(CredentialKey, settings => [Encoding.UTF8.GetBytes(settings.Credential)]);
    }

    private sealed class ServiceCredentialSettings
    {
        public string Credential { get; init; } = "";
    }

    private sealed class CredentialHandler(
        IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
        ServiceCredentialSettings settings)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var shown = Request.Headers[HeaderName].ToString();
            if (shown.Length == 0)
            {
                return Task.FromResult(AuthenticateResult.NoResult());
            }

            // Compares hashes, because the comparison takes constant time only for equal lengths.
            var isOurs = CryptographicOperations.FixedTimeEquals(
                SHA256.HashData(Encoding.UTF8.GetBytes(shown)),
                SHA256.HashData(Encoding.UTF8.GetBytes(settings.Credential)));
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
