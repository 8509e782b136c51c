// The secrets of the shop's services. A run uses development values, which are public with this code and which the
// services reject in Production. The manifest contains none of these values; the operator provides them.
using Shop.AppHost.PortOne;
using Secret = Aspire.Hosting.ApplicationModel.IResourceBuilder<Aspire.Hosting.ApplicationModel.ParameterResource>;

namespace Shop.AppHost;

internal sealed class ShopSecrets(IDistributedApplicationBuilder builder)
{
    private const string DataKeyDescription = "32 random bytes in base64; encrypts the service's Data Protection keys.";
    private const string PasswordDescription = "The password of the service's database login; the migration sets it.";

    public Secret CiPeppers { get; } = Add(
        builder, "ci-peppers", "ZGV2ZWxvcG1lbnQtY2ktcGVwcGVyLTMyLWJ5dGVzISE=",
        "32 random bytes in base64; the pepper of the hash of a person's CI. To rotate, append a new one after "
        + "a space and keep the old one.");

    public Secret AccountDataKey { get; } = Add(
        builder, "account-data-key", "ZGV2ZWxvcG1lbnQtYWNjb3VudC1rZXktMzItYnl0ZXM=", DataKeyDescription);

    public Secret CommerceDataKey { get; } = Add(
        builder, "commerce-data-key", "ZGV2ZWxvcG1lbnQtY29tbWVyY2Uta2V5LTMyYnl0ZXM=", DataKeyDescription);

    public Secret WebDataKey { get; } = Add(
        builder, "web-data-key", "ZGV2ZWxvcG1lbnQtd2ViLWtleS0zMi1ieXRlcy1sb24=", DataKeyDescription);

    public Secret AdminDataKey { get; } = Add(
        builder, "admin-data-key", "ZGV2ZWxvcG1lbnQtYWRtaW4ta2V5LTMyLWJ5dGVzLSE=", DataKeyDescription);

    public Secret AccountDbPassword { get; } = Add(
        builder, "account-db-password", "development-account-login-0001", PasswordDescription);

    public Secret CommerceDbPassword { get; } = Add(
        builder, "commerce-db-password", "development-commerce-login-0001", PasswordDescription);

    public Secret WebDbPassword { get; } = Add(
        builder, "web-db-password", "development-web-login-0001", PasswordDescription);

    public Secret AdminDbPassword { get; } = Add(
        builder, "admin-db-password", "development-admin-login-0001", PasswordDescription);

    public Secret ServiceCredential { get; } = Add(
        builder, "service-credential", "development-service-credential-0001",
        "At least 24 random characters, the same for all services.");

    // The development value is passed as a function, because the dashboard shows a value that is passed as text.
    private static Secret Add(
        IDistributedApplicationBuilder builder, string name, string developmentValue, string description) =>
        (builder.ExecutionContext.IsRunMode && builder.ValueOf(name) is null
            ? builder.AddParameter(name, () => developmentValue, secret: true)
            : builder.AddParameter(name, secret: true))
        .WithDescription(description);
}
