// The shop's own secrets. A run has development values, public with this code, which the services refuse in production.
// Nothing of them reaches the manifest: there they are the operator's.
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Shop.AppHost.PortOne;

namespace Shop.AppHost;

/// <summary>The parameters that the shop's services share or keep to themselves.</summary>
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
    private const string DataKeyDescription = "32 random bytes in base64; encrypts the service's key ring.";
    private const string PasswordDescription = "The password of the service's database login; the migration sets it.";

    public static ShopSecrets AddShopSecrets(this IDistributedApplicationBuilder builder)
    {
        return new(
            Secret(
                "ci-peppers", "ZGV2ZWxvcG1lbnQtY2ktcGVwcGVyLTMyLWJ5dGVzISE=",
                "32 random bytes in base64; hashes what identifies a person. Append a new one after a space to rotate."),
            Secret("account-data-key", "ZGV2ZWxvcG1lbnQtYWNjb3VudC1rZXktMzItYnl0ZXM=", DataKeyDescription),
            Secret("commerce-data-key", "ZGV2ZWxvcG1lbnQtY29tbWVyY2Uta2V5LTMyYnl0ZXM=", DataKeyDescription),
            Secret("web-data-key", "ZGV2ZWxvcG1lbnQtd2ViLWtleS0zMi1ieXRlcy1sb24=", DataKeyDescription),
            Secret("account-db-password", "development-account-login-0001", PasswordDescription),
            Secret("commerce-db-password", "development-commerce-login-0001", PasswordDescription),
            Secret("web-db-password", "development-web-login-0001", PasswordDescription),
            Secret(
                "service-credential", "development-service-credential-0001",
                "At least 24 random characters, the same for all services."));

        // Through a function, because the dashboard shows a value that is given as text.
        IResourceBuilder<ParameterResource> Secret(string name, string developmentValue, string description) =>
            (builder.ExecutionContext.IsRunMode && builder.ValueOf(name) is null
                ? builder.AddParameter(name, () => developmentValue, secret: true)
                : builder.AddParameter(name, secret: true))
            .WithDescription(description);
    }
}
