// The JSON reader gives null for a member that the body does not have. A request record says by its types which members
// may be absent; whatever else is missing is refused here, with the field named, before any act sees it.
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Shop.ServiceDefaults;

/// <summary>Refuses bodies that lack a member which is not nullable.</summary>
public static class RequiredFields
{
    /// <summary>Checks the request records (<c>…Request</c>) that the endpoints of this group take.</summary>
    public static RouteGroupBuilder RequireFields(this RouteGroupBuilder routes) =>
        routes.AddEndpointFilterFactory((context, next) =>
        {
            var place = Array.FindIndex(
                context.MethodInfo.GetParameters(),
                parameter => parameter.ParameterType.Name.EndsWith("Request", StringComparison.Ordinal));
            if (place < 0)
            {
                return next;
            }

            var required = RequiredOf(context.MethodInfo.GetParameters()[place].ParameterType);
            return invocation =>
            {
                var body = invocation.Arguments[place];
                var missing = Array.Find(required, field => field.GetValue(body) is null);
                return missing is null
                    ? next(invocation)
                    : ValueTask.FromResult<object?>(Missing(JsonNamingPolicy.CamelCase.ConvertName(missing.Name)));
            };
        });

    private static IResult Missing(string field) =>
        Problems.Of(StatusCodes.Status400BadRequest, "INVALID_REQUEST", "The body has a missing value.", ("field", field));

    private static PropertyInfo[] RequiredOf(Type body)
    {
        var nullability = new NullabilityInfoContext();
        return [.. body.GetProperties().Where(property =>
            !property.PropertyType.IsValueType && nullability.Create(property).ReadState is NullabilityState.NotNull)];
    }
}
