using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Shop.ServiceDefaults.Authentication;

/// <summary>Describes in the OpenAPI documents which calls require the token of a shopper or of an operator.</summary>
public static class TokensInOpenApi
{
    /// <summary>The extension that names the permission which an admin operation requires.</summary>
    public const string PermissionExtension = "x-permission";

    /// <summary>For a document of shoppers' operations.</summary>
    public static void DescribeTokens(this OpenApiOptions options) => Describe(
        options, "shopper", "The access token from Account's sign-in response.", rules => rules.Any());

    /// <summary>For admin operations. One without a token requires the service credential.</summary>
    internal static void DescribeOperators(this OpenApiOptions options)
    {
        Describe(
            options, "operator", "The access token from Account's /admin/token.",
            OperatorAuthentication.IsForOperators);
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RequiredPermission>().LastOrDefault()
                is { } required)
            {
                operation.AddExtension(
                    PermissionExtension, new JsonNodeExtension(required.Permission.ToUpperSnake()));
            }

            return Task.CompletedTask;
        });
    }

    private static void Describe(
        OpenApiOptions options, string scheme, string description, Func<IEnumerable<IAuthorizeData>, bool> isRequired)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.AddComponent<IOpenApiSecurityScheme>(scheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = description,
            });
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (isRequired(context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>()))
            {
                operation.Security = [new() { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
    }
}
