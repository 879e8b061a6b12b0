package io.nightjar.archive.synthetic;

import io.nightjar.KebabCase;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** What a synthetic image shows: its label. */
enum SyntheticShape {
  ELLIPSE {
    @Override
    Shape outline() {
      return new Ellipse2D.Double(-0.5, -0.3, 1, 0.6);
    }
  },
  SQUARE {
    @Override
    Shape outline() {
      return polygon(4, 0.5, 0.5);
    }
  },
  TRIANGLE {
    @Override
    Shape outline() {
      return polygon(3, 0.5, 0.5);
    }
  },
  STAR {
    @Override
    Shape outline() {
      return polygon(10, 0.5, 0.2);
    }
  },
  CROSS {
    @Override
    Shape outline() {
      Path2D cross = new Path2D.Double(Path2D.WIND_NON_ZERO);
      cross.append(new Rectangle2D.Double(-0.5, -0.12, 1, 0.24), false);
      cross.append(new Rectangle2D.Double(-0.12, -0.5, 0.24, 1), false);
      return cross;
    }
  };

  /** Around the origin, within a circle of diameter 1 or nearly so. */
  abstract Shape outline();

  /** The folder's name and the label. */
  String key() {
    return KebabCase.of(this);
  }

  /** Corners at equal angles, every other one at the inner radius. */
  private static Shape polygon(int corners, double outerRadius, double innerRadius) {
    Path2D polygon = new Path2D.Double();
    for (int i = 0; i < corners; i++) {
      double angle = 2 * Math.PI * i / corners;
      double radius = i % 2 == 0 ? outerRadius : innerRadius;
      double x = radius * StrictMath.sin(angle);
      double y = -radius * StrictMath.cos(angle);
      if (i == 0) {
        polygon.moveTo(x, y);
      } else {
        polygon.lineTo(x, y);
      }
    }
    polygon.closePath();
    return polygon;
  }
}
