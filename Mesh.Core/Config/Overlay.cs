using System.Linq.Expressions;
using System.Reflection;

namespace Mesh.Core.Config;

/// <summary>Lays one record over another, field by field: what the upper one leaves out, the lower one says.</summary>
internal static class Overlay
{
    public static T Of<T>(T lower, T? upper) where T : class => upper is null ? lower : Compiled<T>.Merge(lower, upper);

    private static class Compiled<T>
    {
        public static readonly Func<T, T, T> Merge = Compile();

        private static Func<T, T, T> Compile()
        {
            var (lower, upper) = (Expression.Parameter(typeof(T)), Expression.Parameter(typeof(T)));
            var fields = typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(x => x.CanWrite);
            var bindings = fields.Select(x => Expression.Bind(x, Expression.Coalesce(Expression.Property(upper, x), Expression.Property(lower, x), null)));
            return Expression.Lambda<Func<T, T, T>>(Expression.MemberInit(Expression.New(typeof(T)), bindings), lower, upper).Compile();
        }
    }
}
