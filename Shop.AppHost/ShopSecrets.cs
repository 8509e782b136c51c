// The secrets of the shop's services. A run uses development values, which are public with this code and which the
// services reject in Production. The manifest contains none of these values; the operator provides them.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shop.AppHost.PortOne;

namespace Shop.AppHost;

/// <summary>The secrets of the shop's services, as parameters.</summary>
/// <param name="CiPeppers">The peppers of Account's hashes of CIs, separated by spaces.</param>
/// <param name="AccountDataKey">The key that encrypts Account's Data Protection keys.</param>
/// <param name="CommerceDataKey">The same for Commerce.</param>
/// <param name="WebDataKey">The same for Web.</param>
/// <param name="AccountDbPassword">The password of Account's database login.</param>
/// <param name="CommerceDbPassword">The same for Commerce.</param>
/// <param name="WebDbPassword">The same for Web.</param>
/// <param name="ServiceCredential">The credential that the services send each other.</param>
internal sealed record ShopSecrets(
    IResourceBuilder<ParameterResource> CiPeppers,
    IResourceBuilder<ParameterResource> AccountDataKey,
    IResourceBuilder<ParameterResource> CommerceDataKey,
    IResourceBuilder<ParameterResource> WebDataKey,
    IResourceBuilder<ParameterResource> AccountDbPassword,
    IResourceBuilder<ParameterResource> CommerceDbPassword,
    IResourceBuilder<ParameterResource> WebDbPassword,
    IResourceBuilder<ParameterResource> ServiceCredential);

/// <summary>Adds the shop's secrets.</summary>
internal static class ShopSecretsExtensions
{
    private const string DataKeyDescription = "32 random bytes in base64; encrypts the service's Data Protection keys.";
    private const string PasswordDescription = "The password of the service's database login; the migration sets it.";

    /// <summary>Adds the secrets.</summary>
    public static ShopSecrets AddShopSecrets(this IDistributedApplicationBuilder builder)
    {
        return new(
            Secret(
                "ci-peppers", "ZGV2ZWxvcG1lbnQtY2ktcGVwcGVyLTMyLWJ5dGVzISE=",
                "32 random bytes in base64; the pepper of the hash of a person's CI. To rotate, append a new one after "
                + "a space and keep the old one."),
            Secret("account-data-key", "ZGV2ZWxvcG1lbnQtYWNjb3VudC1rZXktMzItYnl0ZXM=", DataKeyDescription),
            Secret("commerce-data-key", "ZGV2ZWxvcG1lbnQtY29tbWVyY2Uta2V5LTMyYnl0ZXM=", DataKeyDescription),
            Secret("web-data-key", "ZGV2ZWxvcG1lbnQtd2ViLWtleS0zMi1ieXRlcy1sb24=", DataKeyDescription),
            Secret("account-db-password", "development-account-login-0001", PasswordDescription),
            Secret("commerce-db-password", "development-commerce-login-0001", PasswordDescription),
            Secret("web-db-password", "development-web-login-0001", PasswordDescription),
            Secret(
                "service-credential", "development-service-credential-0001",
                "At least 24 random characters, the same for all services."));

        // The development value is passed as a function, because the dashboard shows a value that is passed as text.
        IResourceBuilder<ParameterResource> Secret(string name, string developmentValue, string description) =>
            (builder.ExecutionContext.IsRunMode && builder.ValueOf(name) is null
                ? builder.AddParameter(name, () => developmentValue, secret: true)
                : builder.AddParameter(name, secret: true))
            .WithDescription(description);
    }
}
